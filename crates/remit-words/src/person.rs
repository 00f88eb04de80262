//! He, she and they, and the verbs that go with them.

/// By which pronoun a client goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    He,
    She,
    They,
}

/// Words that only go with *she*, in a phrase that tells something of a client.
const HERS: [&str; 9] = [
    "she",
    "her",
    "herself",
    "woman",
    "girl",
    "pregnant",
    "pregnancy",
    "menopause",
    "breastfeeding",
];
/// Words that only go with *he*.
const HIS: [&str; 6] = ["he", "his", "him", "himself", "man", "boy"];

impl Person {
    /// The pronoun that the words about a client ask for; any, by style, if they ask for none.
    pub(crate) fn of(noun: Option<&str>, phrases: &[String], style: u32) -> Self {
        let mut words = noun
            .into_iter()
            .chain(phrases.iter().map(String::as_str))
            .flat_map(|text| text.split(|letter: char| !letter.is_alphabetic()));
        let asked = words.find_map(|word| {
            let of = |list: &[&str]| list.contains(&word);
            if of(&HERS) { Some(Self::She) } else { of(&HIS).then_some(Self::He) }
        });
        asked.unwrap_or(match style % 5 {
            0 | 1 => Self::She,
            2 | 3 => Self::He,
            _ => Self::They,
        })
    }

    /// The pronoun as a subject.
    pub(crate) fn subject(self) -> &'static str {
        match self {
            Self::He => "he",
            Self::She => "she",
            Self::They => "they",
        }
    }

    /// A text with the pronouns of this person in place of *their*, *them* and *themselves*.
    pub(crate) fn own(self, text: &str) -> String {
        let words = text.split(' ').map(|word| match (self, word) {
            (Self::He, "their") => "his",
            (Self::She, "their" | "them") => "her",
            (Self::He, "them") => "him",
            (Self::He, "themselves") => "himself",
            (Self::She, "themselves") => "herself",
            _ => word,
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// A phrase that follows *She*, so that it follows this person's pronoun.
    pub(crate) fn agree(self, phrase: &str) -> String {
        if self != Self::They {
            return self.own(phrase);
        }
        let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
        format!("{} {rest}", plural(verb)).trim_end().to_owned()
    }
}

/// `has` is `have`, `tries` is `try`, `walks` is `walk`; what is no present tense stays.
fn plural(verb: &str) -> String {
    match verb {
        "has" => return "have".to_owned(),
        "is" => return "are".to_owned(),
        "was" => return "were".to_owned(),
        "always" | "sometimes" | "perhaps" => return verb.to_owned(),
        _ => {}
    }
    if let Some(stem) = verb.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let hissing = ["sses", "shes", "ches", "xes", "zzes", "oes"];
    if hissing.iter().any(|end| verb.ends_with(end)) {
        return verb.strip_suffix("es").unwrap_or(verb).to_owned();
    }
    verb.strip_suffix('s').filter(|stem| !stem.ends_with('s')).unwrap_or(verb).to_owned()
}

/// A phrase that follows *She*, as it follows *If she*: what is supposed stands in the past. `has
/// asthma` is `had asthma`, `is pregnant` is `were pregnant`, `was hurt` is `had been hurt`.
pub(crate) fn past(phrase: &str) -> String {
    let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let past = match verb {
        "has" => "had",
        "is" => "were",
        "does" => "did",
        "can" => "could",
        "cannot" => "could not",
        "was" | "were" => "had been",
        "had" => "had had",
        "will" => "would",
        // An adverb leaves the verb to come.
        "also" | "always" | "sometimes" | "perhaps" | "never" | "often" => {
            return format!("{verb} {}", past(rest));
        }
        _ => return format!("{} {rest}", past_of(verb)).trim_end().to_owned(),
    };
    format!("{past} {rest}").trim_end().to_owned()
}

/// Verbs that change otherwise than by *-ed*: what follows *she*, and what follows *if she*.
const IRREGULAR: [(&str, &str); 34] = [
    ("becomes", "became"),
    ("breaks", "broke"),
    ("brings", "brought"),
    ("comes", "came"),
    ("drinks", "drank"),
    ("eats", "ate"),
    ("falls", "fell"),
    ("feels", "felt"),
    ("finds", "found"),
    ("gets", "got"),
    ("gives", "gave"),
    ("goes", "went"),
    ("grows", "grew"),
    ("keeps", "kept"),
    ("knows", "knew"),
    ("leaves", "left"),
    ("lies", "lay"),
    ("loses", "lost"),
    ("makes", "made"),
    ("rides", "rode"),
    ("runs", "ran"),
    ("says", "said"),
    ("sees", "saw"),
    ("sits", "sat"),
    ("sleeps", "slept"),
    ("speaks", "spoke"),
    ("spends", "spent"),
    ("stands", "stood"),
    ("swims", "swam"),
    ("takes", "took"),
    ("tells", "told"),
    ("thinks", "thought"),
    ("wakes", "woke"),
    ("wears", "wore"),
];

fn past_of(verb: &str) -> String {
    if let Some((_, past)) = IRREGULAR.iter().find(|(now, _)| *now == verb) {
        return (*past).to_owned();
    }
    // What doesn't end in -s stands in the past already: "reached", "lost".
    if !verb.ends_with('s') || verb.ends_with("ss") {
        return format!("had {verb}");
    }
    let stem = plural(verb);
    match stem.strip_suffix('y') {
        Some(start) if !start.ends_with(['a', 'e', 'o', 'u']) => format!("{start}ied"),
        _ if stem.ends_with('e') => format!("{stem}d"),
        _ => format!("{stem}ed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_agree_with_they() {
        let they = |phrase| Person::They.agree(phrase);
        assert_eq!(they("has high blood pressure"), "have high blood pressure");
        assert_eq!(they("tries to walk"), "try to walk");
        assert_eq!(they("does not smoke"), "do not smoke");
        assert_eq!(they("reaches their limit"), "reach their limit");
        assert_eq!(they("had a stent placed"), "had a stent placed");
        assert_eq!(they("wants to lose weight"), "want to lose weight");
    }

    #[test]
    fn what_is_supposed_stands_in_the_past() {
        assert_eq!(past("brings a clinician's letter"), "brought a clinician's letter");
        assert_eq!(past("is pregnant"), "were pregnant");
        assert_eq!(past("has been cleared"), "had been cleared");
        assert_eq!(past("was discharged"), "had been discharged");
        assert_eq!(past("does not exercise regularly"), "did not exercise regularly");
        assert_eq!(past("cannot bend the knee"), "could not bend the knee");
        assert_eq!(past("tries to walk"), "tried to walk");
        assert_eq!(past("wheezes"), "wheezed");
        assert_eq!(past("reached their limit"), "had reached their limit");
        assert_eq!(past("wants to get fitter"), "wanted to get fitter");
    }

    #[test]
    fn pronouns_follow_the_noun() {
        assert_eq!(Person::of(Some("a woman"), &[], 2), Person::She);
        assert_eq!(Person::of(None, &["is 20 weeks pregnant".to_owned()], 2), Person::She);
        assert_eq!(Person::of(Some("a man"), &[], 0), Person::He);
        assert_eq!(Person::He.own("brings their letter"), "brings his letter");
    }
}
