//! What a rulebook means, definition by definition (`docs/semantics.md`): each on a tiny rulebook,
//! with its rules, its clients and what is decided about them side by side.

use crate::common::decided;
use insta::assert_snapshot;
use serde_json::json;

#[test]
fn d02_a_screen_closes_what_is_not_given_and_a_masked_fact_is_not_taken() {
    let rules = r#"
lane healthy "Trainers train the apparently healthy"
  for trainer
  asked for exercise
  covers the apparently healthy
  then take
precaution still-high "A pressure that stays high holds back"
  for any practitioner
  asked for exercise
  when repeat-systolic at least 180 mmHg
  then nothing until recheck of repeat-systolic after 5 minutes doing "let the client sit"
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({})),
            ("trainer", "exercise", json!({"systolic": 184, "repeat-systolic": 182})),
            ("trainer", "exercise", json!({"systolic": 150, "repeat-systolic": 182})),
            ("trainer", "exercise", json!({"systolic": 184, "repeat-systolic": "not-taken"})),
        ]
    ));
}

#[test]
fn d03_implied_members_are_present() {
    let rules = r#"
lane hearts "Heart specialists train clients with heart disease"
  for heart-specialist
  asked for exercise
  covers heart-disease
  then take
"#;
    assert_snapshot!(decided(
        rules,
        &[("heart-specialist", "exercise", json!({"conditions": ["stent"]}))]
    ));
}

#[test]
fn d04_concerns_are_members_that_need_cover_and_what_is_declared() {
    let rules = r#"
lane hearts "Specialists train the healthy and those with heart disease"
  for specialist
  asked for exercise
  covers the apparently healthy, heart-disease
  then take
"#;
    assert_snapshot!(decided(
        rules,
        &[
            (
                "joint-specialist",
                "exercise",
                json!({"conditions": ["stent", "copd"], "symptoms": ["dizziness"], "pregnancy-week": 12, "habits": ["smoking"]})
            ),
            ("joint-specialist", "exercise", json!({"habits": ["smoking"]})),
        ]
    ));
}

#[test]
fn d05_lanes_reach_kinds_of_a_role_and_members_of_a_group_but_not_sub_services() {
    let rules = r#"
lane specialists "Specialists train the apparently healthy"
  for specialist
  asked for training
  covers the apparently healthy
  then take
precaution everybody "Nobody goes beyond moderate"
  for any practitioner
  asked for exercise
  then up to moderate
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("heart-specialist", "testing", json!({})),
            ("heart-specialist", "exercise", json!({})),
            ("heart-specialist", "heart-exercise", json!({})),
            ("trainer", "exercise", json!({})),
        ]
    ));
}

#[test]
fn d05_a_setting_within_another_is_reached_by_its_overlay() {
    let rules = r#"
lane healthy "Trainers train the apparently healthy"
  for trainer
  asked for exercise
  covers the apparently healthy
  then take
precaution here "Here, nobody goes beyond moderate"
  under place here
  for any practitioner
  asked for exercise
  then up to moderate
precaution south "In the south, nobody goes beyond light"
  under place here-south
  for any practitioner
  asked for exercise
  then up to light
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({"settings": {"place": "there"}})),
            ("trainer", "exercise", json!({"settings": {"place": "here"}})),
            ("trainer", "exercise", json!({"settings": {"place": "here-south"}})),
        ]
    ));
}

#[test]
fn d05_what_a_lane_covers_decides_whether_it_applies() {
    let rules = r#"
lane healthy "The apparently healthy"
  for trainer
  asked for exercise
  covers the apparently healthy
  then take
lane some "Diabetes, with watching"
  for trainer
  asked for exercise
  covers diabetes
  then take with watching
lane alone "High blood pressure, but no company"
  for trainer
  asked for exercise
  covers only hypertension
  then take with recording
lane all "Everybody"
  for physician
  asked for exercise
  covers every concern
  then take
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({})),
            ("trainer", "exercise", json!({"conditions": ["diabetes"]})),
            ("trainer", "exercise", json!({"conditions": ["hypertension"]})),
            ("trainer", "exercise", json!({"conditions": ["diabetes", "hypertension"]})),
            ("physician", "exercise", json!({})),
            ("physician", "exercise", json!({"conditions": ["copd"]})),
        ]
    ));
}

#[test]
fn d05_a_precaution_about_a_concern_wants_it() {
    let rules = r#"
lane all "Everybody"
  for trainer
  asked for exercise
  covers every concern
  then take
precaution low "Low glucose is fed first"
  for any practitioner
  asked for exercise
  about metabolic
  when glucose below 90 mg-dl
  then nothing until recheck of glucose after 15 minutes doing "feed"
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({"glucose": 80})),
            (
                "trainer",
                "exercise",
                json!({"glucose": {"value": 5, "unit": "mmol/L"}, "conditions": ["diabetes"]})
            ),
            (
                "trainer",
                "exercise",
                json!({"glucose": {"value": 4.99, "unit": "mmol-l"}, "conditions": ["diabetes"]})
            ),
        ]
    ));
}

#[test]
fn d06_the_most_protective_of_true_exceptions_counts_and_equals_add_up() {
    let rules = r#"
lane pressure "High blood pressure, with watching, once there is a plan"
  for trainer
  asked for exercise
  covers the apparently healthy or hypertension
  then take with watching once plan
  except when systolic at least 140 mmHg
    then take with recording
  except when systolic at least 150 mmHg
    then up to light until clearance
  except when diastolic at least 100 mmHg
    then up to light
  except when effort is high
    then up to moderate
  except when systolic at least 180 mmHg
    then refer to specialist same-day
  except when diastolic at least 130 mmHg
    then stop and refer to physician emergency
  except when active is yes
    then does not apply
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({})),
            ("trainer", "exercise", json!({"systolic": 140})),
            ("trainer", "exercise", json!({"systolic": 150, "effort": "high"})),
            ("trainer", "exercise", json!({"systolic": 150, "diastolic": 100})),
            ("trainer", "exercise", json!({"systolic": 150, "active": "yes"})),
            ("trainer", "exercise", json!({"systolic": 190, "effort": "high"})),
            ("trainer", "exercise", json!({"systolic": 190, "diastolic": 132})),
            ("trainer", "exercise", json!({"active": true})),
        ]
    ));
}

#[test]
fn d06_no_exception_makes_a_grant() {
    let rules = r#"
lane healthy "The apparently healthy, elsewhere"
  for trainer
  asked for exercise
  covers the apparently healthy
  when goal is weight-loss
  then take
lane not-yours "Management is not the trainer's"
  for trainer
  asked for exercise
  when goal is management or fitness
  then refer to specialist
  except when goal is fitness
    then does not apply
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({"goal": "management"})),
            ("trainer", "exercise", json!({"goal": "fitness"})),
        ]
    ));
}

#[test]
fn d07_an_override_about_a_concern_leaves_other_reasons_alone() {
    let rules = r#"
lane all "Everybody"
  for trainer
  asked for exercise
  covers every concern
  then take
precaution disease "Disease is cleared first"
  for any practitioner
  asked for exercise
  when conditions include diabetes or heart-disease or pregnancy
  then nothing until clearance
precaution diabetes-alone "Diabetes alone may begin"
  under place here
  for any practitioner
  asked for exercise
  about diabetes
  then up to moderate
  overrides disease
"#
    .replace(" or pregnancy", "");
    assert_snapshot!(decided(
        &rules,
        &[
            ("trainer", "exercise", json!({"conditions": ["diabetes"]})),
            ("trainer", "exercise", json!({"conditions": ["diabetes", "heart-disease"]})),
            ("trainer", "exercise", json!({"conditions": ["diabetes", "stent"]})),
            (
                "trainer",
                "exercise",
                json!({"conditions": ["diabetes"], "settings": {"place": "there"}})
            ),
        ]
    ));
}

#[test]
fn d07_what_is_removed_leaves_closed_sets_and_a_declared_concern_leaves_its_fact() {
    let rules = r#"
lane all "Everybody"
  for trainer
  asked for exercise
  covers every concern
  then take
precaution late-weeks "Late weeks"
  for any practitioner
  asked for exercise
  when pregnancy-week at least 20 weeks
  then up to light
precaution pregnant "Pregnancy"
  for any practitioner
  asked for exercise
  when pregnancy
  then up to light
precaution bypasses "Bypasses"
  for any practitioner
  asked for exercise
  when conditions include bypass
  then up to light
precaution hearts "Heart disease"
  for any practitioner
  asked for exercise
  when conditions include heart-disease
  then up to light
precaution lighter "Pregnancy and heart disease may go further here"
  under place here
  for any practitioner
  asked for exercise
  about pregnancy or heart-disease
  then up to moderate
  overrides late-weeks, pregnant, bypasses, hearts
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({"pregnancy-week": 12})),
            ("trainer", "exercise", json!({"pregnancy-week": 24})),
            ("trainer", "exercise", json!({"conditions": ["heart-disease"]})),
            ("trainer", "exercise", json!({"conditions": ["bypass"]})),
        ]
    ));
}

#[test]
fn d07_a_rule_that_is_set_aside_sets_nothing_aside() {
    let rules = r#"
lane all "Everybody"
  for trainer
  asked for exercise
  covers every concern
  then take
precaution first "Light"
  for any practitioner
  asked for exercise
  then up to light
precaution second "Moderate"
  under place here
  for any practitioner
  asked for exercise
  then up to moderate
  overrides first
precaution third "Anything, in the south"
  under place here-south
  for any practitioner
  asked for exercise
  then go ahead
  overrides second
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({})),
            ("trainer", "exercise", json!({"settings": {"place": "here-south"}})),
        ]
    ));
}

#[test]
fn d08_lanes_are_mine_refused_or_without_a_rule() {
    let rules = r#"
lane sugar "Diabetes"
  for trainer
  asked for exercise
  covers diabetes
  then take once plan
lane pressure "High blood pressure"
  for trainer
  asked for exercise
  covers hypertension
  then take
lane management "Management is not the trainer's"
  for trainer
  asked for exercise
  when goal is management
  then refer to specialist
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({"conditions": ["diabetes"], "active": "yes"})),
            (
                "trainer",
                "exercise",
                json!({"conditions": ["diabetes", "hypertension"], "active": "yes"})
            ),
            ("trainer", "exercise", json!({"conditions": ["diabetes", "copd"]})),
            (
                "trainer",
                "exercise",
                json!({"conditions": ["diabetes", "copd"], "goal": "management"})
            ),
            ("trainer", "exercise", json!({})),
        ]
    ));
}

#[test]
fn d09_the_tightest_limit_is_the_ceiling_and_a_need_is_listed_once() {
    let rules = r#"
lane healthy "The apparently healthy, once there is a plan"
  for trainer
  asked for exercise
  covers the apparently healthy
  then take once plan
precaution high "High efforts are cleared first"
  for any practitioner
  asked for exercise
  when effort is high
  then up to moderate until clearance
precaution raised "Raised pressure is cleared first; then moderate"
  for any practitioner
  asked for exercise
  when systolic at least 160 mmHg
  then nothing until clearance, once met up to moderate
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({})),
            ("trainer", "exercise", json!({"active": "yes"})),
            ("trainer", "exercise", json!({"active": "yes", "effort": "high"})),
            ("trainer", "exercise", json!({"active": "yes", "effort": "high", "systolic": 160})),
            ("trainer", "exercise", json!({"active": "yes", "effort": "high", "letter": "yes"})),
            ("trainer", "exercise", json!({"active": "yes", "systolic": 160, "letter": "yes"})),
        ]
    ));
}

#[test]
fn d10_the_most_urgent_source_counts_and_without_one_it_is_routine() {
    let rules = r#"
lane all "Everybody"
  for trainer
  asked for exercise
  covers every concern
  then take
precaution placed "High efforts are placed before starting"
  for any practitioner
  asked for exercise
  when effort is high
  then go ahead at urgency before-starting
lane dizzy "Dizziness is not the trainer's"
  for trainer
  asked for exercise
  when symptoms include dizziness
  then refer to physician same-day
precaution letters "Letters first"
  for any practitioner
  asked for exercise
  when conditions include copd
  then up to moderate until clearance
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({})),
            ("trainer", "exercise", json!({"effort": "high"})),
            ("trainer", "exercise", json!({"conditions": ["copd"]})),
            ("trainer", "exercise", json!({"conditions": ["copd"], "letter": "yes"})),
            ("trainer", "exercise", json!({"effort": "high", "symptoms": ["dizziness"]})),
        ]
    ));
}

#[test]
fn d12_destinations_are_cut_to_who_may_computed_or_the_last_resort() {
    let rules = r#"
lane hearts "Heart specialists train everybody with heart disease"
  for heart-specialist
  asked for exercise
  covers heart-disease, hypertension
  then take
lane joints "Joint specialists train high blood pressure"
  for joint-specialist
  asked for exercise
  covers hypertension
  then take
lane therapists "Therapists evaluate high blood pressure"
  for therapist
  asked for evaluate
  covers hypertension
  then take
lane not-yours "Conditions are not the trainer's"
  for trainer
  asked for exercise
  when conditions include hypertension or heart-disease or copd
  then refer to joint-specialist or therapist
precaution cleared "High pressure is cleared"
  for any practitioner
  asked for exercise
  when systolic at least 160 mmHg
  then up to moderate until clearance
  also refer to therapist
advice best "High blood pressure is best placed with the heart specialist"
  for any practitioner
  asked for exercise
  when conditions include hypertension
  then recommend heart-specialist
precaution stops "Dizziness stops"
  for any practitioner
  asked for exercise
  when symptoms include dizziness
  then stop and refer to therapist or joint-specialist same-day
precaution stops-all "Chest pain stops"
  for any practitioner
  asked for exercise
  when symptoms include chest-pain
  then stop and refer to ambulance emergency
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({"conditions": ["hypertension"]})),
            ("trainer", "exercise", json!({"conditions": ["heart-disease"]})),
            ("trainer", "exercise", json!({"conditions": ["hypertension"], "systolic": 160})),
            ("trainer", "exercise", json!({"conditions": ["heart-disease"], "systolic": 160})),
            ("therapist", "exercise", json!({"conditions": ["hypertension"]})),
            ("therapist", "exercise", json!({"conditions": ["heart-disease"]})),
            ("therapist", "exercise", json!({"conditions": ["copd"]})),
            ("trainer", "exercise", json!({"symptoms": ["dizziness"]})),
            ("trainer", "exercise", json!({"symptoms": ["dizziness", "chest-pain"]})),
        ]
    ));
}

#[test]
fn d14_several_services_are_answered_by_the_most_protective() {
    let rules = r#"
lane healthy "Trainers train the apparently healthy"
  for trainer
  asked for training
  covers the apparently healthy
  then take with watching
precaution hard "Testing needs a letter"
  for any practitioner
  asked for testing
  then nothing until clearance
"#;
    assert_snapshot!(decided(
        rules,
        &[
            ("trainer", "exercise", json!({})),
            ("trainer", "testing", json!({})),
            ("trainer", "exercise, testing", json!({})),
            ("trainer", "exercise, diagnose", json!({})),
        ]
    ));
}
