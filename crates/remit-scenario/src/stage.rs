//! Clients in a stage of health.

use remit_model::id::StageId;

use crate::author::{Author, Unreached};
use crate::draw::Draw;
use crate::sketch::Sketch;
use crate::tell::{Aim, Scenario};

/// How many clients are tried before a stage is given up.
const TRIES: usize = 20;

impl Author<'_> {
    /// Draws a client who is in a stage of health, and comes to anybody for anything.
    ///
    /// # Errors
    ///
    /// How far the best of a bounded number of tries came.
    pub fn in_stage(&mut self, stage: StageId, draw: &mut Draw) -> Result<Scenario, Unreached> {
        let services: Vec<_> =
            self.book.services.iter().filter(|(_, service)| !service.listed.is_empty()).collect();
        let mut furthest = Unreached::NoClient;
        for _ in 0..TRIES {
            let Some(&(service, declared)) = draw.pick(&services) else { break };
            let Some(&role) = draw.pick(&declared.listed) else { break };
            let mut sketch = Sketch::usual(self.book, draw);
            self.introduce(&mut sketch, draw);
            let mut stages = self.book.stages.iter();
            // Of the stages whose conditions hold, the first counts.
            let made = stages
                .by_ref()
                .take_while(|(id, _)| *id != stage)
                .all(|(_, earlier)| sketch.fulfil(&earlier.when, false, draw, 0))
                && sketch.fulfil(&self.book.stages[stage].when, true, draw, 0);
            if !made
                || !self.make_likely(&mut sketch, draw)
                || self.judge.violates(&sketch.client).is_some()
                || self.judge.stage(&sketch.client) != Some(stage)
            {
                continue;
            }
            furthest = Unreached::NotTellable;
            let core = self.judge.core(&sketch.client, role, &[service]);
            let aim = Aim {
                rule: None,
                exception: None,
                role,
                service,
                alone: false,
                stage: Some(stage),
            };
            if let Some(scenario) = self.tell(&aim, &sketch, core, draw) {
                return Ok(Scenario { asks: false, ..scenario });
            }
        }
        Err(furthest)
    }
}
