//! What the program takes from the machine it runs on besides its streams: where a learner's files
//! are kept, and what time it is. Tests give it a folder and a clock of their own.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// What time it is.
pub trait Clock {
    /// The time of day in milliseconds since 1970 began in UTC. It may be set back at any moment.
    fn now(&self) -> i64;

    /// Milliseconds since any one moment: never fewer than before.
    fn running(&self) -> u64;

    /// Where the learner's days begin and end.
    fn zone(&self) -> TimeZone;
}

/// The days of the learner's calendar, by number: those since 1 January 1970 as the zone counts
/// them, whatever hours they have.
pub(crate) fn day(zone: &TimeZone, at: i64) -> i64 {
    let date = Timestamp::from_millisecond(at)
        .map_or(EPOCH, |at| at.to_zoned_datetime(zone.clone()).date());
    date.duration_since(EPOCH).as_hours() / 24
}

/// The date of a day.
pub(crate) fn date(day: i64) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(day.saturating_mul(24)))
}

/// A moment as the learner's own clock showed it.
pub(crate) fn moment(clock: &dyn Clock, at: i64) -> String {
    let told = Timestamp::from_millisecond(at)
        .map(|at| at.to_zoned_datetime(clock.zone()).strftime("%-d %B %Y, %H:%M").to_string());
    told.unwrap_or_else(|_| "a day unknown".to_owned())
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The clock of this machine.
#[derive(Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default()
    }

    fn running(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
}

/// The variable that says where a learner's files are kept.
pub(crate) const HOME_VARIABLE: &str = "REMIT_HOME";

/// Where a learner's files are kept: the folder that `REMIT_HOME` names, or one of the platform's
/// folder for data; `None` if there is no such folder.
///
/// The platforms' folders are those of the XDG Base Directory Specification
/// (`XDG_DATA_HOME`, else `~/.local/share`), of macOS (`~/Library/Application Support`) and of
/// Windows (`%APPDATA%`).
#[must_use]
pub fn home_of_this_process() -> Option<PathBuf> {
    home(&|name| std::env::var_os(name).filter(|value| !value.is_empty()), std::env::consts::OS)
}

fn home(variable: &dyn Fn(&str) -> Option<OsString>, system: &str) -> Option<PathBuf> {
    if let Some(folder) = variable(HOME_VARIABLE) {
        return Some(folder.into());
    }
    let path = |name| variable(name).map(PathBuf::from);
    let data = match system {
        "windows" => path("APPDATA"),
        "macos" | "ios" => path("HOME").map(|home| home.join("Library/Application Support")),
        // A relative path is to be ignored, says the specification.
        _ => path("XDG_DATA_HOME")
            .filter(|data| data.is_absolute())
            .or_else(|| path("HOME").map(|home| home.join(".local/share"))),
    };
    data.map(|data| data.join("remit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days_whatever_hours_they_have() {
        // In this zone 29 March 2026 has 23 hours and 25 October 25 (as in Berlin).
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let hour = 60 * 60 * 1000;
        let days = |midnight: i64, hours: i64| {
            let first = day(&zone, midnight);
            assert_eq!(day(&zone, midnight - 1), first - 1);
            assert_eq!(day(&zone, midnight + hours * hour - 1), first);
            assert_eq!(day(&zone, midnight + hours * hour), first + 1);
            date(first).to_string()
        };
        assert_eq!(days(1_774_738_800_000, 23), "2026-03-29");
        assert_eq!(days(1_792_879_200_000, 25), "2026-10-25");
        assert_eq!(date(day(&TimeZone::UTC, -1)).to_string(), "1969-12-31");
    }

    #[test]
    fn every_platform_has_its_folder() {
        let told = |set: &[(&str, &str)], system| {
            let set: Vec<_> = set.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
            let find = |name: &str| {
                let found = set.iter().find(|(other, _)| other == name);
                found.map(|(_, value)| OsString::from(value))
            };
            home(&find, system).map(|path| path.to_string_lossy().replace('\\', "/"))
        };
        let home = ("HOME", "/home/ada");
        assert_eq!(told(&[home], "linux").unwrap(), "/home/ada/.local/share/remit");
        assert_eq!(told(&[home, ("XDG_DATA_HOME", "/data")], "linux").unwrap(), "/data/remit");
        assert_eq!(
            told(&[home, ("XDG_DATA_HOME", "data")], "linux").unwrap(),
            "/home/ada/.local/share/remit"
        );
        assert_eq!(told(&[home], "macos").unwrap(), "/home/ada/Library/Application Support/remit");
        assert_eq!(told(&[("APPDATA", "C:/Data")], "windows").unwrap(), "C:/Data/remit");
        for system in ["linux", "macos", "windows"] {
            assert_eq!(told(&[home, ("REMIT_HOME", "here")], system).unwrap(), "here");
            assert_eq!(told(&[], system), None);
        }
    }
}
