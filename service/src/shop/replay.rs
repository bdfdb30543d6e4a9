//! What a piece of work asks of the database, written down and asked once more without the work: the floor that a
//! service's speed is compared to.
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{ConnectionTrait, Statement};

use super::{Shop, Unit, database::Database, fault::Fault};

/// Writes statements down as they are run.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<Vec<Statement>>>);

/// The statements of a piece of work, with their values.
#[derive(Clone, Debug)]
pub struct Recorded(Vec<Statement>);

impl Recorder {
    /// What was run since the last call.
    pub fn take(&self) -> Recorded {
        Recorded(std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    fn note(&self, statement: &Statement) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
    }
}

impl Recorded {
    /// How many there are.
    pub fn statements(&self) -> usize {
        self.0.len()
    }
}

impl Database {
    /// From now on every statement is written down, and none is counted. Before a shop has the database.
    pub fn record(&mut self) -> Recorder {
        let recorder = Recorder::default();
        for connection in [&mut self.write, &mut self.read] {
            let recorder = recorder.clone();
            connection.set_metric_callback(move |info| recorder.note(info.statement));
        }
        recorder
    }
}

/// Runs the statements again, in one unit.
///
/// # Errors
/// One of them fails.
pub async fn replay(shop: &Shop, recorded: &Recorded) -> Result<(), Fault> {
    shop.write(recorded, replay_in).await
}

async fn replay_in(unit: &Unit, recorded: &Recorded) -> Result<(), Fault> {
    for statement in &recorded.0 {
        unit.tx.query_all_raw(statement.clone()).await?;
    }
    Ok(())
}
