//! Trees of every shape, written and read again.

use proptest::{option, prelude::*, sample};
use remit_source::{FileId, Span, Spanned};
use remit_syntax::ast::{
    Bound, Cell, Choice, Citation, Clause, ClauseLine, ClearanceWord, Column, ColumnClause,
    Comments, Cond, Covers, Date, Decimal, Expect, Expected, FactType, File, For, Given, Head,
    Item, LaneWord, Name, OneOf, OnlyIf, Operand, Outcome, Quantity, Requests, RuleRef, Seers,
    Test, Text, Until, Value, VerdictWord,
};
use remit_syntax::{format, format_text, is_reserved, parse};

use crate::common::report;

fn at<T>(node: T) -> Spanned<T> {
    Spanned::new(node, Span::default())
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-z0-9]{0,6}(-[a-z0-9]{1,5}){0,2}"
        .prop_filter("a name is no word of the language", |word| {
            !is_reserved(word) && !is_value(word)
        })
}

fn is_value(word: &str) -> bool {
    matches!(word, "yes" | "no" | "none" | "any" | "not-taken" | "table" | "recheck")
}

fn name() -> impl Strategy<Value = Name> {
    word().prop_map(at)
}

fn unit() -> impl Strategy<Value = Name> {
    prop_oneof![
        name(),
        sample::select(vec!["mg/dL", "mmHg", "%", "kg/m2", "mL/kg/min"])
            .prop_map(|unit| at(unit.to_owned()))
    ]
}

fn names() -> impl Strategy<Value = Vec<Name>> {
    prop::collection::vec(name(), 1..12)
}

fn few() -> impl Strategy<Value = Vec<Name>> {
    prop::collection::vec(name(), 0..4)
}

fn text() -> impl Strategy<Value = Text> {
    let piece = "[ -~äß–“”]{0,40}".prop_map(at);
    prop::collection::vec(piece, 1..4).prop_map(|pieces| Text { pieces })
}

fn decimal() -> impl Strategy<Value = Spanned<Decimal>> {
    (-99_999_i64..99_999, 0_u8..4).prop_map(|(mantissa, places)| at(Decimal { mantissa, places }))
}

fn quantity() -> impl Strategy<Value = Quantity> {
    (decimal(), option::of(unit())).prop_map(|(value, unit)| Quantity { value, unit })
}

fn operand() -> impl Strategy<Value = Operand> {
    prop_oneof![quantity().prop_map(Operand::Quantity), name().prop_map(Operand::Name)]
}

fn test() -> impl Strategy<Value = Test> {
    let operands = || prop::collection::vec(operand(), 1..4);
    prop_oneof![
        operand().prop_map(Test::AtLeast),
        operand().prop_map(Test::AtMost),
        operand().prop_map(Test::Above),
        operand().prop_map(Test::Below),
        (quantity(), quantity()).prop_map(|(from, to)| Test::Between(from, to)),
        operands().prop_map(Test::Is),
        operands().prop_map(Test::IsNot),
        names().prop_map(Test::Include),
        Just(Test::AreNone),
    ]
}

fn condition() -> impl Strategy<Value = Spanned<Cond>> {
    let leaf = prop_oneof![
        word().prop_map(Cond::Name),
        (name(), test()).prop_map(|(fact, test)| Cond::Compare { fact, test: at(test) }),
    ];
    let whole = leaf.prop_recursive(4, 24, 4, |inner| {
        let several = || prop::collection::vec(inner.clone().prop_map(at), 2..5);
        let count = || prop::collection::vec(inner.clone().prop_map(at), 1..5);
        prop_oneof![
            inner.clone().prop_map(|inner| Cond::Not(Box::new(at(inner)))),
            several().prop_map(Cond::All),
            several().prop_map(Cond::Any),
            (1_u32..5, count()).prop_map(|(count, of)| Cond::AtLeast { count: at(count), of }),
        ]
    });
    whole.prop_map(at)
}

fn until() -> impl Strategy<Value = Until> {
    prop_oneof![
        name().prop_map(Until::Need),
        (name(), option::of(0_u32..90), option::of(text())).prop_map(|(fact, minutes, doing)| {
            Until::Recheck { fact, minutes: minutes.map(at), doing }
        }),
    ]
}

fn outcome() -> impl Strategy<Value = Spanned<Outcome>> {
    let ceiling = || prop_oneof![name(), Just(at("nothing".to_owned()))];
    let limit = (ceiling(), until(), option::of(ceiling()), option::of(name()));
    prop_oneof![
        (few(), few()).prop_map(|(with, once)| Outcome::Take { with, once }),
        (names(), option::of(name())).prop_map(|(to, urgency)| Outcome::Refer { to, urgency }),
        option::of(name()).prop_map(|urgency| Outcome::GoAhead { urgency }),
        limit.prop_map(|(ceiling, until, once_met, urgency)| Outcome::UpTo {
            ceiling,
            until: Some(until),
            once_met,
            urgency
        }),
        (ceiling(), option::of(name())).prop_map(|(ceiling, urgency)| Outcome::UpTo {
            ceiling,
            until: None,
            once_met: None,
            urgency
        }),
        (names(), name()).prop_map(|(to, urgency)| Outcome::Stop { to, urgency }),
        names().prop_map(|roles| Outcome::Recommend { roles }),
        Just(Outcome::DoesNotApply),
    ]
    .prop_map(at)
}

fn rule_refs() -> impl Strategy<Value = Vec<RuleRef>> {
    prop::collection::vec(rule_ref(), 1..5)
}

fn rule_ref() -> impl Strategy<Value = RuleRef> {
    (name(), option::of(name())).prop_map(|(name, row)| RuleRef { name, row })
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::None(Span::default())),
        quantity().prop_map(Value::Quantity),
        names().prop_map(Value::Names),
        sample::select(vec!["yes", "no", "not-taken"])
            .prop_map(|word| Value::Names(vec![at(word.to_owned())])),
    ]
}

fn fact_type() -> impl Strategy<Value = FactType> {
    let choice = (name(), option::of(name())).prop_map(|(name, within)| Choice { name, within });
    prop_oneof![
        (option::of(unit()), decimal(), decimal(), decimal())
            .prop_map(|(unit, from, to, step)| FactType::Number { unit, from, to, step }),
        Just(FactType::YesOrNo),
        (prop::collection::vec(choice, 1..9), any::<bool>())
            .prop_map(|(options, in_order)| FactType::OneOf { options, in_order }),
        Just(FactType::AnyOfItsTerms),
    ]
}

fn covers() -> impl Strategy<Value = Covers> {
    (any::<bool>(), any::<bool>(), any::<bool>(), few())
        .prop_filter("something is covered", |(_, healthy, every, names)| {
            *healthy || *every || !names.is_empty()
        })
        .prop_map(|(only, healthy, every, names)| Covers { only, healthy, every, names })
}

fn citation() -> impl Strategy<Value = Citation> {
    (name(), few(), option::of(text()), any::<bool>()).prop_map(
        |(source, statements, place, unconfirmed)| Citation {
            source,
            statements,
            place,
            unconfirmed,
        },
    )
}

fn expect() -> impl Strategy<Value = Expect> {
    use ClearanceWord::{BeforeAny, BeforeVigorous, OnFile, StopAndClear};
    let what = prop_oneof![
        (
            verdict(),
            few(),
            few(),
            option::of(name()),
            prop::collection::vec(until(), 0..4),
            option::of(name()),
            few()
        )
            .prop_map(|(verdict, with, to, up_to, until, urgency, about)| {
                let verdict = match verdict {
                    VerdictWord::Take if !with.is_empty() => VerdictWord::TakeWith,
                    other => other,
                };
                Expected::Verdict { verdict: at(verdict), with, to, up_to, until, urgency, about }
            }),
        option::of(name()).prop_map(Expected::Stage),
        few().prop_map(Expected::Recommended),
        sample::select(vec![LaneWord::Mine, LaneWord::Refused, LaneWord::NoRule])
            .prop_map(|lane| Expected::Lane(at(lane))),
        sample::select(vec![ClearanceWord::None, OnFile, BeforeVigorous, BeforeAny, StopAndClear])
            .prop_map(|clearance| Expected::Clearance(at(clearance))),
        names().prop_map(Expected::Forbidden),
        few().prop_map(Expected::Duties),
        few().prop_map(Expected::Met),
        few().prop_map(Expected::Uncovered),
        few().prop_map(Expected::AlsoTo),
        prop::collection::vec(until(), 0..4).prop_map(Expected::Outstanding),
        Just(Expected::CoveredSeparately),
        (names(), name()).prop_map(|(roles, service)| Expected::SentTo { roles, service }),
        rule_refs().prop_map(Expected::SetAside),
        bound().prop_map(Expected::AtLeast),
        bound().prop_map(Expected::AtMost),
    ];
    (what, only_if()).prop_map(|(what, only_if)| Expect { what, only_if })
}

fn verdict() -> impl Strategy<Value = VerdictWord> {
    use VerdictWord::{Ask, Refer, Stop, Take, TakeWith, Wait};
    sample::select(vec![Take, TakeWith, Wait, Refer, Stop, Ask])
}

fn bound() -> impl Strategy<Value = Bound> {
    (verdict(), option::of(name()))
        .prop_map(|(verdict, urgency)| Bound { verdict: at(verdict), urgency })
}

fn only_if() -> impl Strategy<Value = Option<OnlyIf>> {
    let said = (few(), few(), option::weighted(0.7, condition()))
        .prop_map(|(by, services, when)| OnlyIf { by, services, when })
        .prop_filter("`if` says something", |only_if| *only_if != OnlyIf::default());
    option::weighted(0.3, said)
}

fn one_of<T: std::fmt::Debug>(this: impl Strategy<Value = T>) -> impl Strategy<Value = OneOf<T>> {
    prop_oneof![3 => this.prop_map(OneOf::This), 1 => name().prop_map(OneOf::AnyOf)]
}

/// Several of something; one alone only if it is any of a group.
fn several_of<T: std::fmt::Debug + Clone>(
    this: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<OneOf<T>>> {
    prop_oneof![
        3 => prop::collection::vec(one_of(this), 2..5),
        1 => name().prop_map(|group| vec![OneOf::AnyOf(group)]),
    ]
}

fn seen_by() -> impl Strategy<Value = Clause> {
    let by = prop_oneof![
        Just(Seers::Anybody),
        prop::collection::vec(one_of(name()), 1..4).prop_map(Seers::These),
    ];
    let services = prop_oneof![
        3 => names().prop_map(Requests::Together),
        1 => several_of(name()).prop_map(Requests::Either),
    ];
    (by, services).prop_map(|(by, services)| Clause::SeenBy { by, services })
}

fn given() -> impl Strategy<Value = Given> {
    let one = prop_oneof![
        Just(Value::None(Span::default())),
        quantity().prop_map(Value::Quantity),
        name().prop_map(|name| Value::Names(vec![name])),
    ];
    let others = name().prop_map(|name| Value::Names(vec![name]));
    prop_oneof![
        3 => value().prop_map(Given::One),
        1 => (quantity(), quantity()).prop_map(|(from, to)| Given::Steps { from, to }),
        1 => several_of(one).prop_map(|of| Given::Either { always: Vec::new(), of }),
        1 => (names(), several_of(others)).prop_map(|(always, of)| Given::Either { always, of }),
    ]
}

fn for_whom() -> impl Strategy<Value = For> {
    (option::of(names()), few()).prop_map(|(roles, but)| For { roles, but })
}

fn under() -> impl Strategy<Value = Clause> {
    (name(), name()).prop_map(|(setting, value)| Clause::Under { setting, value })
}

/// Clauses of which an item may have any number, or one.
fn line(clause: impl Strategy<Value = Clause> + 'static) -> BoxedStrategy<ClauseLine> {
    let comment = || "[!-~ä][ -~ä]{0,20}[!-~]";
    let comments = (prop::collection::vec(comment(), 0..2), option::weighted(0.2, comment()));
    (clause, comments)
        .prop_map(|(clause, (above, after))| ClauseLine {
            clause: at(clause),
            comments: Comments { above, after },
        })
        .boxed()
}

fn maybe(clause: impl Strategy<Value = Clause> + 'static) -> BoxedStrategy<Vec<ClauseLine>> {
    prop::collection::vec(line(clause), 0..2).boxed()
}

fn several(clause: impl Strategy<Value = Clause> + 'static) -> BoxedStrategy<Vec<ClauseLine>> {
    prop::collection::vec(line(clause), 0..3).boxed()
}

fn exception() -> BoxedStrategy<Vec<ClauseLine>> {
    let pair =
        (line(condition().prop_map(Clause::ExceptWhen)), line(outcome().prop_map(Clause::Then)));
    prop::collection::vec(pair, 0..2)
        .prop_map(|pairs| pairs.into_iter().flat_map(|(when, then)| [when, then]).collect())
        .boxed()
}

fn rows() -> BoxedStrategy<Vec<ClauseLine>> {
    let columns = prop::collection::vec(prop_oneof![word().prop_map(Column::Fact)], 1..4);
    let columns = columns.prop_filter("no column twice", |columns| {
        columns.iter().all(|column| columns.iter().filter(|other| *other == column).count() == 1)
    });
    let cell = || {
        prop_oneof![
            Just(Cell::Any),
            test()
                .prop_filter(
                    "a name alone",
                    |test| !matches!(test, Test::Is(values) if values.is_empty())
                )
                .prop_map(Cell::Test)
        ]
    };
    (
        columns,
        prop::collection::vec(
            (word(), prop::collection::vec(cell(), 4), option::of(text()), outcome()),
            1..4,
        ),
    )
        .prop_map(|(facts, rows)| {
            let count = facts.len();
            let mut columns = vec![at(Column::Row)];
            columns.extend(facts.into_iter().map(at));
            columns.push(at(Column::Clause(ColumnClause::Because)));
            columns.push(at(Column::Clause(ColumnClause::Then)));
            let mut clauses = vec![Clause::Columns(columns)];
            for (id, cells, because, then) in rows {
                let mut row = vec![at(Cell::Id(id))];
                row.extend(cells.into_iter().take(count).map(at));
                row.push(at(because
                    .map_or(Cell::Empty, |text| Cell::Clause(Box::new(Clause::Because(text))))));
                row.push(at(Cell::Clause(Box::new(Clause::Then(then)))));
                clauses.push(Clause::Row(row));
            }
            let plain = |clause| ClauseLine { clause: at(clause), comments: Comments::default() };
            clauses.into_iter().map(plain).collect()
        })
        .boxed()
}

#[expect(clippy::too_many_lines, reason = "it is the list of the clauses of each kind of item")]
fn clauses(head: Head) -> BoxedStrategy<Vec<ClauseLine>> {
    let own: Vec<BoxedStrategy<Vec<ClauseLine>>> = match head {
        Head::Rulebook => vec![
            maybe(text().prop_map(Clause::Version)),
            maybe(name().prop_map(Clause::ReferralsFor)),
            maybe(name().prop_map(Clause::EmergenciesFor)),
            maybe(name().prop_map(Clause::OtherwiseRefer)),
        ],
        Head::Source => vec![
            maybe(text().prop_map(Clause::By)),
            maybe(text().prop_map(Clause::Edition)),
            maybe(text().prop_map(Clause::FoundAt)),
            maybe(
                (0_u16..9999, 0_u8..99, 0_u8..99)
                    .prop_map(|(year, month, day)| Clause::ReviewBy(at(Date { year, month, day }))),
            ),
        ],
        Head::Statement => vec![
            maybe(rule_ref().prop_map(Clause::Of)),
            maybe(text().prop_map(Clause::StandsIn)),
            maybe(text().prop_map(Clause::Asks)),
            maybe(text().prop_map(Clause::Answer)),
            several(text().prop_map(Clause::Wrong)),
        ],
        Head::Unit => vec![
            maybe(prop::collection::vec(unit(), 1..5).prop_map(Clause::AlsoWritten)),
            several((name(), text()).prop_map(|(system, code)| Clause::Code { system, code })),
        ],
        Head::Scale => vec![
            maybe(names().prop_map(Clause::Runs)),
            several(
                (option::of(name()), text()).prop_map(|(value, text)| Clause::Told { value, text }),
            ),
        ],
        Head::Role => vec![
            several(name().prop_map(Clause::IsA)),
            maybe(Just(Clause::Clinician)),
            maybe(names().prop_map(Clause::WorksIn)),
            several(text().prop_map(Clause::Called)),
        ],
        Head::Service => {
            vec![maybe(names().prop_map(Clause::Listed)), maybe(Just(Clause::CountsAsAct))]
        }
        Head::Group => vec![
            maybe(names().prop_map(Clause::Holds)),
            several(citation().prop_map(Clause::Cites)),
        ],
        Head::Fact => vec![
            maybe(fact_type().prop_map(Clause::Type)),
            maybe(value().prop_map(Clause::Usually)),
            maybe(Just(Clause::MayBeNotTaken)),
            maybe(Just(Clause::NeedsCover)),
            maybe(condition().prop_map(Clause::AskedWhen)),
            maybe(names().prop_map(Clause::Watches)),
            several((unit(), option::of(decimal()), decimal(), option::of(decimal())).prop_map(
                |(unit, minus, times, divided)| Clause::Accepts { unit, minus, times, divided },
            )),
        ],
        Head::Term => {
            vec![maybe(Just(Clause::NeedsNoCover)), maybe(names().prop_map(Clause::Implies))]
        }
        Head::Need => vec![
            maybe(names().prop_map(Clause::GivenBy)),
            maybe(condition().prop_map(Clause::MetWhen)),
            maybe(Just(Clause::CountsAsClearance)),
            maybe(name().prop_map(Clause::Urgent)),
        ],
        Head::Screen => {
            vec![maybe(names().prop_map(Clause::Closes)), maybe(names().prop_map(Clause::Leaves))]
        }
        Head::Define | Head::Stage | Head::Impossible | Head::Unlikely | Head::Concern => {
            vec![maybe(condition().prop_map(Clause::When))]
        }
        Head::Lane | Head::Precaution | Head::Advice | Head::Table => {
            let mut own = vec![
                maybe(for_whom().prop_map(Clause::For)),
                maybe(names().prop_map(Clause::AskedFor)),
                maybe(condition().prop_map(Clause::When)),
                maybe(under()),
                exception(),
                several(rule_refs().prop_map(Clause::Overrides)),
                several(names().prop_map(Clause::AlsoRefer)),
                maybe(text().prop_map(Clause::Because)),
                maybe(text().prop_map(Clause::Reading)),
                several(citation().prop_map(Clause::Cites)),
            ];
            match head {
                Head::Lane => own.push(maybe(covers().prop_map(Clause::Covers))),
                Head::Precaution => own.push(maybe(names().prop_map(Clause::About))),
                Head::Table => {
                    let kinds = sample::select(vec![Head::Lane, Head::Precaution, Head::Advice]);
                    own.push(maybe(kinds.prop_map(|kind| Clause::As(at(kind)))));
                    own.push(maybe(Just(Clause::ExactlyOneRow)));
                    own.push(rows());
                }
                _ => {}
            }
            if head != Head::Table {
                own.push(
                    line(outcome().prop_map(Clause::Then)).prop_map(|line| vec![line]).boxed(),
                );
            }
            own
        }
        Head::Example => vec![
            line(rule_ref().prop_map(Clause::Of)).prop_map(|line| vec![line]).boxed(),
            maybe(name().prop_map(Clause::ScreenedBy)),
            several((name(), given()).prop_map(|(fact, given)| Clause::Client { fact, given })),
            several(names().prop_map(Clause::Unknown)),
            maybe(under()),
            maybe(seen_by()),
            several(expect().prop_map(Clause::Expect)),
            several(
                (rule_refs(), only_if())
                    .prop_map(|(rules, only_if)| Clause::DecidedBy { rules, only_if }),
            ),
        ],
        Head::Topic | Head::Duty | Head::Setting => Vec::new(),
    };
    let mut own = own;
    own.insert(0, several(text().prop_map(Clause::Note)));
    own.into_iter()
        .fold(Just(Vec::new()).boxed(), |all, next| {
            (all, next)
                .prop_map(|(mut all, next)| {
                    all.extend(next);
                    all
                })
                .boxed()
        })
        .boxed()
}

fn item(head: Head) -> BoxedStrategy<Item> {
    let name = if head == Head::Unit { unit().boxed() } else { name().boxed() };
    let takes_examples = head.is_rule() || head == Head::Stage;
    let examples = if takes_examples {
        prop::collection::vec(item(Head::Example), 0..2).boxed()
    } else {
        Just(Vec::new()).boxed()
    };
    (name, option::of(text()), clauses(head), examples)
        .prop_map(move |(name, title, clauses, examples)| Item {
            span: Span::default(),
            head: at(head),
            name: (head != Head::Example).then_some(name),
            title,
            clauses,
            examples,
            comments: Comments::default(),
            broken: false,
        })
        .boxed()
}

fn file() -> impl Strategy<Value = File> {
    let heads: Vec<_> = remit_syntax::heads()
        .iter()
        .map(|entry| entry.head)
        .filter(|&head| head != Head::Example)
        .collect();
    let item = sample::select(heads).prop_flat_map(item);
    (prop::collection::vec(item, 1..4), prop::collection::vec("[!-~]{1,9}", 0..2))
        .prop_map(|(items, trailing_comments)| File { items, trailing_comments })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_written_is_read_as_the_same_tree(file in file()) {
        let written = format(&file);
        let read = parse(FileId(0), &written);
        prop_assert!(read.is_whole(), "{written}\n{}", report(&written, &read.diagnostics));
        prop_assert_eq!(&read.file, &file, "{}", written);
        prop_assert_eq!(format_text(FileId(0), &written), Ok(written));
    }
}
