use sha2::{Digest, Sha256};

/// What an event is known by, in every file that it is copied to: the SHA-256 digest of what it
/// says and of the event that stood before it where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub(crate) [u8; 32]);

/// Something that happened. Its content never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is known by.
    pub id: EventId,
    /// The event that stood before it in the file in which it was written; none for the first.
    pub after: Option<EventId>,
    /// When it happened as the clock told it: milliseconds since 1970 began in UTC. Clocks are set
    /// back, so this is no order; the order of a file is.
    pub at: i64,
    /// The name of what happened: lower-case letters, digits and hyphens.
    pub kind: String,
    /// What is to be said about it, as JSON text.
    pub payload: String,
}

/// Begins what is digested, so that no other program's digest means the same.
const MARK: &str = "remit event 1";
/// The longest name of what happened, in bytes.
const LONGEST_KIND: usize = 64;
/// The longest payload, in bytes. An answer has a thousandth of this.
pub(crate) const LONGEST_PAYLOAD: usize = 1024 * 1024;

impl EventId {
    /// The id in 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// An id from its digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()?;
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().fold(0, |value, digit| value << 4 | digit);
        }
        Some(Self(bytes))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.hex())
    }
}

impl Event {
    /// An event with its id.
    pub(crate) fn new(after: Option<EventId>, at: i64, kind: String, payload: String) -> Self {
        let id = digest(after, at, &kind, &payload);
        Self { id, after, at, kind, payload }
    }

    /// Whether it still says what it said when its id was made.
    pub(crate) fn whole(&self) -> bool {
        self.id == digest(self.after, self.at, &self.kind, &self.payload)
    }

    /// Whether its name and payload can be kept.
    pub(crate) fn fits(kind: &str, payload: &str) -> bool {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=LONGEST_KIND).contains(&kind.len())
            && kind.bytes().all(letter)
            && payload.len() <= LONGEST_PAYLOAD
    }
}

/// No part but the last can contain a line end, so no two events are digested alike.
fn digest(after: Option<EventId>, at: i64, kind: &str, payload: &str) -> EventId {
    let after = after.map(|id| id.hex()).unwrap_or_default();
    let text = format!("{MARK}\n{after}\n{at}\n{kind}\n{payload}");
    EventId(Sha256::digest(text.as_bytes()).into())
}

/// What all events of a file come to, in their order: it tells whether one is missing or has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seal(pub(crate) [u8; 32]);

impl Seal {
    pub(crate) fn add(&mut self, id: EventId) {
        let digest = Sha256::new().chain_update(self.0).chain_update(id.0);
        self.0 = digest.finalize().into();
    }

    pub(crate) fn of<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        let mut seal = Self::default();
        events.into_iter().for_each(|event| seal.add(event.id));
        seal
    }

    pub(crate) fn hex(self) -> String {
        EventId(self.0).hex()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_digest_of_everything_that_the_event_says() {
        let first = Event::new(None, 5, "answered".to_owned(), "{}".to_owned());
        // sha256sum of the five lines, the last without an end.
        assert_eq!(
            first.id.hex(),
            "1aa011b588c708a14dc00df0f46eed23594ba6cfde05d30cbca553b9f25a1e8a"
        );
        assert_eq!(EventId::parse(&first.id.hex()), Some(first.id));
        let second = |after, at, kind: &str, payload: &str| {
            Event::new(after, at, kind.to_owned(), payload.to_owned()).id
        };
        let base = second(Some(first.id), 5, "answered", "{}");
        for other in [
            second(None, 5, "answered", "{}"),
            second(Some(first.id), 6, "answered", "{}"),
            second(Some(first.id), 5, "answere", "{}"),
            second(Some(first.id), 5, "answered", "{ }"),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn what_is_no_id_is_none() {
        let id = Event::new(None, 0, "a".to_owned(), String::new()).id.hex();
        for text in ["", "ff", &id[1..], &format!("{id}0"), &id.replace(&id[..1], "g")] {
            assert_eq!(EventId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_short_and_plain() {
        assert!(Event::fits("answered-2", "{}"));
        for kind in ["", "An", "a b", "a\n", "é", &"a".repeat(65)] {
            assert!(!Event::fits(kind, "{}"), "{kind}");
        }
        assert!(!Event::fits("a", &" ".repeat(LONGEST_PAYLOAD + 1)));
    }
}
