//! The matrix of acts, and the screening in all its combinations, as the sources print them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod shipped;

use std::fmt::Write as _;

use remit_eval::Judge;
use serde_json::{Value, json};

const ROLES: [&str; 5] = ["pft", "mes", "rcep", "pt", "physician"];

/// An act of the matrix, asked by a client who brings nothing along and by one who brings all that
/// may be wanted, and what the matrix prints for each of [`ROLES`]: `Y` in scope, `c` with
/// clearance or limits, `s` under a physician, `law` within the therapy law, `-` forbidden.
struct Act {
    what: &'static str,
    services: &'static [&'static str],
    bare: Value,
    best: Value,
    printed: [&'static str; 5],
}

fn acts() -> Vec<Act> {
    let act = |what, services, printed, bare: Value, best: Value| Act {
        what,
        services,
        bare: with(&json!({ "provider-aware": "no", "goal": "condition-management" }), &bare),
        best: with(&bare, &best),
        printed,
    };
    let train: &[&str] = &["program-exercise", "continue-session"];
    let any = || json!({ "conditions": ["hypertension"] });
    let nothing = || json!({});
    let cleared = || json!({ "clearance": "letter" });
    let ordered = || json!({ "clearance": "order" });
    vec![
        act(
            "screen, refer, first aid",
            &["health-screening", "first-aid"],
            ["Y"; 5],
            any(),
            nothing(),
        ),
        act("submaximal fitness tests", &["fitness-test"], ["Y"; 5], any(), nothing()),
        act(
            "assessment of muscles, joints and heart for a condition",
            &["condition-assessment"],
            ["-", "Y", "Y", "Y", "Y"],
            json!({ "conditions": ["knee-osteoarthritis"] }),
            nothing(),
        ),
        act("programme: no condition", train, ["Y"; 5], nothing(), nothing()),
        act(
            "programme: controlled hypertension",
            train,
            ["c", "Y", "Y", "Y", "Y"],
            any(),
            nothing(),
        ),
        act(
            "programme: controlled diabetes",
            train,
            ["c", "Y", "Y", "Y", "Y"],
            json!({ "conditions": ["type-2-diabetes"], "regular-exercise": "yes" }),
            nothing(),
        ),
        act(
            "programme: after an operation",
            train,
            ["c", "c", "c", "Y", "Y"],
            json!({ "conditions": ["knee-surgery"], "days-since-event": 100 }),
            json!({ "clearance": "letter", "written-limits": "yes" }),
        ),
        act(
            "programme: settled neuromuscular",
            train,
            ["-", "c", "c", "Y", "Y"],
            json!({ "conditions": ["parkinsons"] }),
            cleared(),
        ),
        act(
            "programme: settled heart, low risk, after rehabilitation",
            train,
            ["-", "c", "Y", "Y", "Y"],
            json!({
                "conditions": ["pci"], "aacvpr": "low", "rehab-completed": "yes",
                "regular-exercise": "yes"
            }),
            cleared(),
        ),
        act(
            "programme: settled lungs",
            train,
            ["-", "c", "Y", "Y", "Y"],
            json!({ "conditions": ["copd"] }),
            cleared(),
        ),
        act(
            "programme: controlled asthma",
            train,
            ["c", "Y", "Y", "Y", "Y"],
            json!({ "conditions": ["asthma-controlled"] }),
            nothing(),
        ),
        act(
            "programme: osteoporosis with a broken vertebra",
            train,
            ["-", "c", "c", "Y", "Y"],
            json!({ "conditions": ["vertebral-fracture"] }),
            cleared(),
        ),
        act(
            "programme: after cancer, with lymphoedema",
            train,
            ["-", "c", "c", "Y", "Y"],
            json!({ "conditions": ["cancer-after-treatment", "lymphoedema"] }),
            cleared(),
        ),
        act(
            "programme: uncomplicated pregnancy",
            train,
            ["c", "c", "c", "Y", "Y"],
            json!({ "pregnancy-week": 20 }),
            json!({ "pregnancy-evaluated": "yes" }),
        ),
        act(
            "cardiac rehabilitation",
            &["cardiac-rehab"],
            ["-", "-", "s", "s", "Y"],
            json!({ "conditions": ["pci"] }),
            ordered(),
        ),
        act(
            "pulmonary rehabilitation",
            &["pulmonary-rehab"],
            ["-", "-", "s", "s", "Y"],
            json!({ "conditions": ["copd"] }),
            ordered(),
        ),
        act(
            "graded and cardiopulmonary testing",
            &["cardiopulmonary-test"],
            ["-", "-", "s", "-", "Y"],
            json!({ "conditions": ["copd"] }),
            ordered(),
        ),
        act("diagnose", &["diagnose"], ["-", "-", "-", "law", "Y"], any(), nothing()),
        act(
            "treat, hands-on therapy, rehabilitate",
            &["treat", "manual-therapy", "physical-therapy"],
            ["-", "-", "-", "Y", "Y"],
            any(),
            nothing(),
        ),
        act(
            "advise on medication",
            &["medication-advice"],
            ["-", "-", "-", "-", "Y"],
            any(),
            nothing(),
        ),
        act(
            "individual diet therapy, supplements",
            &["meal-plan", "supplement-advice"],
            ["-", "-", "-", "-", "Y"],
            any(),
            nothing(),
        ),
        act(
            "grant medical clearance",
            &["grant-clearance"],
            ["-", "-", "-", "c", "Y"],
            json!({ "conditions": ["heart-failure"] }),
            json!({ "conditions": ["knee-surgery"] }),
        ),
    ]
}

fn with(client: &Value, more: &Value) -> Value {
    let mut client = client.as_object().unwrap().clone();
    client.insert("screened".to_owned(), json!("vignette"));
    client.extend(more.as_object().unwrap().clone());
    Value::Object(client)
}

/// What a practitioner is told.
fn decide(client: &Value, practitioner: &str, asked_for: &str) -> Value {
    let judge = Judge::new(shipped::book());
    let services = [shipped::service(asked_for)];
    let decided =
        judge.decide_briefly(&shipped::client(client), shipped::role(practitioner), &services);
    serde_json::to_value(remit_eval::json::decision(shipped::book(), &decided)).unwrap()
}

fn permits(decision: &Value) -> bool {
    ["take", "take-with", "wait"].contains(&decision["verdict"].as_str().unwrap())
}

/// What the matrix would print for a practitioner, a service and the two clients.
fn found(role: &str, service: &str, act: &Act) -> &'static str {
    let (bare, best) = (decide(&act.bare, role, service), decide(&act.best, role, service));
    let does = |duty: &str| best["duties"].as_array().unwrap().iter().any(|has| has == duty);
    let outstanding = bare["needs"].as_array().unwrap().iter().any(|need| need["met"] == false);
    if !permits(&best) {
        "-"
    } else if does("physician-supervision") {
        "s"
    } else if does("within-therapy-law") {
        "law"
    } else if outstanding || !permits(&bare) {
        "c"
    } else {
        "Y"
    }
}

#[test]
fn the_matrix_of_acts_is_as_printed() {
    let heading = ROLES.map(|role| format!("{role:10}")).concat();
    let mut table = format!("{:80}{}\n", "", heading.trim_end());
    for act in acts() {
        for service in act.services {
            let found = ROLES.map(|role| found(role, service, &act));
            assert_eq!(found, act.printed, "{} ({service})", act.what);
            let _ = writeln!(
                table,
                "{:58}{service:22}{}",
                act.what,
                found.map(|mark| format!("{mark:10}")).concat().trim_end()
            );
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("matrix_of_acts", table);
    });
}

/// The printed table: the row, the clearance, and what is allowed today.
fn printed(active: bool, known: bool, symptoms: bool, hard: bool) -> [&'static str; 3] {
    match (active, known, symptoms, hard) {
        (false, false, false, false) => ["R1", "none", "light-moderate"],
        (false, false, false, true) => ["R2", "none", "light-moderate"],
        (false, true, false, _) => ["R3", "before-any", "nothing"],
        (false, _, true, _) => ["R4", "before-any", "nothing"],
        (true, false, false, _) => ["R5", "none", "any"],
        (true, true, false, false) => ["R6", "none", "moderate"],
        (true, true, false, true) => ["R7", "before-vigorous", "moderate"],
        (true, _, true, _) => ["R8", "stop-and-clear", "nothing"],
    }
}

#[test]
fn the_screening_is_as_printed_in_all_its_combinations() {
    let mut table = String::from(
        "active known symptoms wants    row today: clearance       up to          cleared: up to\n",
    );
    let yes_no = |is: bool| if is { "yes" } else { "no" };
    let mut count = 0;
    for active in [false, true] {
        for known in [false, true] {
            for symptoms in [false, true] {
                for wants in ["light", "moderate", "vigorous"] {
                    let client = json!({
                        "screened": "vignette",
                        "regular-exercise": yes_no(active),
                        "conditions": if known { vec!["type-2-diabetes"] } else { vec![] },
                        "symptoms": if symptoms { vec!["dizziness"] } else { vec![] },
                        "desired-intensity": wants,
                    });
                    let cleared = with(
                        &client,
                        &json!({ "clearance": "letter", "cleared-since-finding": "yes" }),
                    );
                    let told = decide(&client, "mes", "program-exercise");
                    let later = decide(&cleared, "mes", "program-exercise");
                    let [row, clearance, ceiling] =
                        printed(active, known, symptoms, wants == "vigorous");
                    let now = if told["verdict"] == "stop" {
                        &json!("nothing")
                    } else {
                        &told["ceiling"]
                    };
                    assert_eq!([&told["clearance"], now], [clearance, ceiling], "{client}");
                    assert!(permits(&later) && later["ceiling"] != "nothing", "{client}");
                    let _ = writeln!(
                        table,
                        "{:6} {:5} {:8} {wants:8} {row}  {clearance:22} {ceiling:14} {}",
                        yes_no(active),
                        yes_no(known),
                        yes_no(symptoms),
                        later["ceiling"].as_str().unwrap()
                    );
                    count += 1;
                }
            }
        }
    }
    assert_eq!(count, 24);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("screening", table);
    });
}
