//! The codes of what this crate may find wrong. Prose may change; these may not.

use remit_source::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*

        /// All of them, in the order in which they are explained.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    // --- names
    /// A name is declared twice.
    DUPLICATE_NAME = "duplicate-name";
    /// What may stand only once stands twice.
    ONLY_ONCE = "only-once";
    /// A name refers to something of another kind than is wanted here.
    WRONG_KIND = "wrong-kind";
    /// No fact has this name.
    UNKNOWN_FACT = "unknown-fact";
    /// No term, concern or group has this name.
    UNKNOWN_TERM = "unknown-term";
    /// No definition or concern has this name.
    UNKNOWN_DEFINITION = "unknown-definition";
    /// No role has this name.
    UNKNOWN_ROLE = "unknown-role";
    /// No service or group of services has this name.
    UNKNOWN_SERVICE = "unknown-service";
    /// No unit has this name.
    UNKNOWN_UNIT = "unknown-unit";
    /// No ceiling has this name.
    UNKNOWN_CEILING = "unknown-ceiling";
    /// No urgency has this name.
    UNKNOWN_URGENCY = "unknown-urgency";
    /// No stage has this name.
    UNKNOWN_STAGE = "unknown-stage";
    /// No need has this name.
    UNKNOWN_NEED = "unknown-need";
    /// No duty has this name.
    UNKNOWN_DUTY = "unknown-duty";
    /// No screen has this name.
    UNKNOWN_SCREEN = "unknown-screen";
    /// No setting has this name.
    UNKNOWN_SETTING = "unknown-setting";
    /// No source has this name.
    UNKNOWN_SOURCE = "unknown-source";
    /// The source has no statement of this name.
    UNKNOWN_STATEMENT = "unknown-statement";
    /// No rule or table has this name, or the table no such row.
    UNKNOWN_RULE = "unknown-rule";
    /// The fact, setting or scale has no value of this name.
    UNKNOWN_VALUE = "unknown-value";
    /// A term is compared with a set that it is no member of.
    FOREIGN_TERM = "foreign-term";
    // --- what an item must have
    /// A clause that the item can't do without is missing.
    MISSING_CLAUSE = "missing-clause";
    /// A rule, or a term's freedom from cover, cites no source.
    UNCITED = "uncited";
    /// More of one kind than a rulebook may have.
    TOO_MANY = "too-many";
    /// There is no `rulebook`.
    NO_RULEBOOK = "no-rulebook";
    /// A scale is missing.
    MISSING_SCALE = "missing-scale";
    /// The scale of ceilings does not end in `nothing`.
    NOTHING_LAST = "nothing-last";
    /// A stage is not in the scale of stages, or the other way round.
    STAGE_NOT_IN_SCALE = "stage-not-in-scale";
    /// A clause does not belong to this kind of rule.
    CLAUSE_NOT_OF_KIND = "clause-not-of-kind";
    /// A day that no calendar has.
    NO_SUCH_DATE = "no-such-date";
    // --- numbers and values
    /// A number stands without its unit.
    MISSING_UNIT = "missing-unit";
    /// A number stands with a unit that the fact does not accept.
    WRONG_UNIT = "wrong-unit";
    /// A number is outside what is plausible for the fact.
    OUTSIDE_RANGE = "outside-range";
    /// A number falls between the steps of the fact.
    OFF_GRID = "off-grid";
    /// A range that nothing lies in.
    EMPTY_RANGE = "empty-range";
    /// A conversion that divides by, or multiplies with, nothing.
    BAD_CONVERSION = "bad-conversion";
    /// A value does not fit the type of the fact.
    WRONG_VALUE = "wrong-value";
    /// A value is declared, or a fact is told, twice.
    TOLD_TWICE = "told-twice";
    /// An example would be very many tests.
    TOO_MANY_TESTS = "too-many-tests";
    /// What an expectation holds for can't be read from what the example tells.
    UNTOLD_CONDITION = "untold-condition";
    /// A term belongs to a fact that is no set.
    TERM_OF_NO_SET = "term-of-no-set";
    // --- conditions
    /// A comparison does not fit the type of the fact.
    WRONG_COMPARISON = "wrong-comparison";
    /// A yes-or-no fact stands alone where it must be said what it is.
    BARE_FACT = "bare-fact";
    /// Values of a choice without an order are compared by order.
    UNORDERED_CHOICE = "unordered-choice";
    /// Two facts are compared outside `impossible`.
    FACTS_COMPARED = "facts-compared";
    /// Two facts are put in order that have different units.
    UNITS_DIFFER = "units-differ";
    /// A fact is put in order with more than one other.
    CHAINED_ORDER = "chained-order";
    /// `at least 4 of (…)` of fewer than four, or none.
    BAD_COUNT = "bad-count";
    /// `not` also holds where the fact was not taken.
    NOT_OF_UNTAKEN = "not-of-untaken";
    // --- circles
    /// Definitions or concerns that need each other.
    CIRCULAR_DEFINITION = "circular-definition";
    /// A definition leads on through too many others.
    DEFINED_TOO_DEEP = "defined-too-deep";
    /// Facts that are asked only when each other are known.
    CIRCULAR_QUESTION = "circular-question";
    /// Groups that hold each other.
    CIRCULAR_GROUP = "circular-group";
    /// Roles or services that are each other.
    CIRCULAR_IS_A = "circular-is-a";
    /// Values of a setting that enclose each other.
    CIRCULAR_SETTING = "circular-setting";
    /// Rules that override each other.
    CIRCULAR_OVERRIDE = "circular-override";
    // --- rules
    /// The outcome is not one for this kind of rule, or not for its exceptions.
    OUTCOME_NOT_ALLOWED = "outcome-not-allowed";
    /// A lane takes without saying what it covers.
    LANE_WITHOUT_COVERS = "lane-without-covers";
    /// A lane that refuses says what it covers.
    REFUSAL_WITH_COVERS = "refusal-with-covers";
    /// What is covered, or what a precaution is about, needs no cover.
    COVER_NOT_NEEDED = "cover-not-needed";
    /// A rule that is for nobody.
    NOBODY_LEFT = "nobody-left";
    /// Something that can stop is overridden.
    STOP_OVERRIDDEN = "stop-overridden";
    /// An override that can loosen outside an overlay.
    LOOSENING_OVERRIDE = "loosening-override";
    /// A precaution reads a term that needs no cover.
    EXEMPT_TERM_READ = "exempt-term-read";
    /// A lane covers what nobody watches.
    UNWATCHED_CONCERN = "unwatched-concern";
    /// Two rules say the same, word for word.
    TWIN_RULES = "twin-rules";
    // --- tables
    /// Two rows of a table have the same id.
    DUPLICATE_ROW = "duplicate-row";
    /// No row applies to some client, though exactly one is promised.
    TABLE_GAP = "table-gap";
    /// Several rows apply to some client, though exactly one is promised.
    TABLE_OVERLAP = "table-overlap";
    /// The promise could not be proved.
    TABLE_UNPROVED = "table-unproved";
    // --- groups, screens, examples
    /// A group holds services and other things.
    MIXED_GROUP = "mixed-group";
    /// A screen closes a fact that has no usual value.
    NO_USUAL_VALUE = "no-usual-value";
    /// A screen both closes and leaves a fact.
    CLOSED_AND_LEFT = "closed-and-left";
    /// A screen neither closes nor leaves a fact.
    FORGOTTEN_BY_SCREEN = "forgotten-by-screen";
    /// An example asks for a group of services, or has a group among its client's terms.
    GROUP_ASKED = "group-asked";
    /// Nothing uses it.
    UNUSED = "unused";
}
