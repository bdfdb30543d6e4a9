//! One run: who acts next, when, and what goes wrong, all drawn from one seed.
use chrono::TimeDelta;
use service::payment::gateway::Gateways;
use tests::Backend;

use crate::{
    answers,
    books::Standing,
    chance::Chance,
    faults::{Faults, Trouble},
    house::{House, Inventory},
    news::Courier,
    provider::Provider,
    server,
    shopper::{self, Seen, Shopper},
    staff,
    stage::{Errander, Flight, Heard, Leg, drive},
    told::Told,
    trace::Trace,
};

/// Turns that a run takes, at least and at most.
const TURNS: (i64, i64) = (40, 100);
/// Requests under way at once.
const FLIGHTS_MAX: usize = 5;

pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) trace: Trace,
    pub(crate) faults: Faults,
    pub(crate) house: House,
    pub(crate) inventory: Inventory,
    pub(crate) provider: Provider,
    pub(crate) gateways: Gateways,
    pub(crate) courier: Courier,
    pub(crate) told: Told,
    pub(crate) shoppers: Vec<Shopper>,
    stage: Vec<Flight>,
    /// Calls that nobody waits for any more, and that are still on their way.
    pub(crate) on_their_way: Vec<crate::provider::Call>,
    weather: Weather,
}

/// How bad it is in this run, in percent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    /// Requests that something happens to between two statements.
    faults: u32,
    /// Answers that do not reach the client.
    unheard: u32,
    /// Calls that the provider does not answer as it should.
    pub(crate) provider: u32,
    /// How many requests act at the very same time. More than one cannot be replayed.
    at_once: usize,
}

#[derive(Clone, Copy)]
enum Turn {
    Shopper,
    Staff,
    Server,
    News,
    Answer,
    Buyer,
    Clock,
}

impl World {
    /// None where there is no PostgreSQL.
    pub(crate) async fn open(backend: Backend, seed: u64, trace: Trace) -> Option<Self> {
        let mut chance = Chance::of(seed);
        let faults = Faults::default();
        // PostgreSQL is there for what SQLite has not: several who write at the same time.
        let at_once = if backend == Backend::Postgres && seed.is_multiple_of(2) { 3 } else { 1 };
        let connections = if at_once > 1 { 4 } else { 1 };
        let weather = Weather {
            faults: chance.pick(&[0, 5, 12, 25]),
            unheard: chance.pick(&[0, 3, 10]),
            provider: chance.pick(&[0, 15, 35, 60]),
            at_once,
        };
        let (house, inventory) = House::open(backend, seed, connections, &faults).await?;
        trace.say(format!("seed {seed}, {weather:?}"));
        let provider = Provider::default();
        Some(Self {
            shoppers: shopper::crowd(&inventory.customers),
            gateways: provider.gateways(),
            courier: Courier::default(),
            told: Told::default(),
            stage: Vec::new(),
            on_their_way: Vec::new(),
            chance,
            trace,
            faults,
            house,
            inventory,
            provider,
            weather,
        })
    }

    pub(crate) async fn live(&mut self) {
        let turns = self.chance.between(TURNS.0, TURNS.1);
        for _ in 0..turns {
            self.turn().await;
            if !self.told.wrong.is_empty() {
                return;
            }
        }
    }

    async fn turn(&mut self) {
        let turn = self.chance.weighted(&[
            (40, Turn::Shopper),
            (16, Turn::Staff),
            (7, Turn::Server),
            (6, Turn::News),
            (22, Turn::Answer),
            (5, Turn::Buyer),
            (9, Turn::Clock),
        ]);
        let has_room = self.stage.len() < FLIGHTS_MAX;
        match turn {
            Turn::Shopper | Turn::Staff | Turn::Server | Turn::News if has_room => {
                let mut flights = Vec::new();
                for _ in 0..self.weather.at_once {
                    flights.extend(self.begin(turn).await);
                }
                self.carry_on(flights).await;
            }
            Turn::Buyer => self.buyer_decides().await,
            Turn::Clock => self.clock_moves().await,
            _ => self.answer_one().await,
        }
    }

    async fn begin(&mut self, turn: Turn) -> Option<Flight> {
        match turn {
            Turn::Shopper => {
                let who = self.chance.below(self.shoppers.len());
                shopper::next(self, who)
            }
            Turn::Staff => staff::next(self).await,
            Turn::Server => Some(server::next(self)),
            Turn::News => server::deliver(self),
            Turn::Answer | Turn::Buyer | Turn::Clock => None,
        }
    }

    /// The buyer, their bank, or time.
    async fn buyer_decides(&mut self) {
        if self.chance.percent(15) {
            let promised: Vec<_> = {
                let desk = self.provider.desk();
                let promised = desk.books.intents.iter().filter(|(_, intent)| intent.standing == Standing::Promised);
                promised.map(|(payment, _)| *payment).collect()
            };
            if !promised.is_empty() {
                let payment = self.chance.pick(&promised);
                self.provider.desk().books.run_out(payment);
                self.trace.say(format!("the promise of {payment} runs out"));
            }
            return;
        }
        let payments: Vec<_> = {
            let desk = self.provider.desk();
            let open = desk.books.intents.iter().filter(|(_, intent)| intent.is_open());
            open.map(|(payment, _)| *payment).collect()
        };
        if payments.is_empty() {
            return;
        }
        let (payment, is_yes) = (self.chance.pick(&payments), self.chance.percent(70));
        self.provider.desk().books.decide(payment, is_yes);
        self.trace.say(format!("the bank decides {payment}: {is_yes}"));
        if self.chance.percent(60) {
            let flight = server::come_back(self, payment);
            self.carry_on(vec![flight]).await;
        }
    }

    async fn clock_moves(&mut self) {
        const MINUTE: i64 = 60;
        let seconds = match self.chance.below(100) {
            0..55 => self.chance.between(1, 20),
            55..75 => self.chance.between(MINUTE, 3 * MINUTE),
            75..85 => 11 * MINUTE,
            85..96 => 31 * MINUTE,
            96..99 => 180 * MINUTE,
            _ => 30 * 60 * MINUTE,
        };
        if seconds > 20 {
            // Nobody waits for an answer that long, and nothing is on its way for longer.
            while !self.stage.is_empty() {
                let late = self.stage.remove(0);
                answers::time_out(self, &late);
                self.carry_on(vec![late]).await;
            }
            answers::arrive_late(self);
        }
        self.house.wait(TimeDelta::seconds(seconds));
        self.trace.say(format!("{seconds} seconds later"));
    }

    async fn answer_one(&mut self) {
        if self.stage.is_empty() {
            return;
        }
        let flight = self.stage.remove(self.chance.below(self.stage.len()));
        answers::answer(self, &flight);
        self.carry_on(vec![flight]).await;
    }

    /// Everybody gets their answer, and nothing goes wrong any more.
    pub(crate) async fn calm_down(&mut self) {
        self.faults.disarm();
        self.weather = Weather { faults: 0, unheard: 0, provider: 0, at_once: 1 };
        while !self.stage.is_empty() {
            self.answer_one().await;
        }
        answers::arrive_late(self);
        self.provider.desk().is_prompt = true;
        self.provider.desk().books.is_kind = true;
        self.provider.desk().books.next_refund = crate::books::Fate::Done;
    }

    pub(crate) fn weather(&self) -> Weather {
        self.weather
    }

    /// Lets requests go on, those of one call at the same time.
    pub(crate) async fn carry_on(&mut self, mut flights: Vec<Flight>) {
        self.maybe_arm().await;
        let (provider, faults, house) = (&self.provider, &self.faults, &self.house);
        let legs = flights.iter_mut().map(|flight| drive(flight, provider, faults, house));
        faults.resume();
        let legs = futures::future::join_all(legs).await;
        faults.pause();
        let has_struck = self.faults.take_struck();
        let mut has_crashed = false;
        for (mut flight, leg) in flights.into_iter().zip(legs) {
            flight.was_struck |= has_struck;
            match leg {
                Leg::Waits(call) => {
                    self.trace.say(format!("{} … waits for call {call}", flight.words));
                    flight.waits_for = Some(call);
                    self.stage.push(flight);
                }
                Leg::Heard(heard) => self.hear(&flight, heard),
                Leg::Ended(trouble) => {
                    self.trace.say(format!("{} → {trouble:?}", flight.words));
                    has_crashed |= trouble == Trouble::Crash;
                }
            }
        }
        if has_crashed {
            self.crash().await;
        }
    }

    async fn maybe_arm(&mut self) {
        const TROUBLES: [(u32, Trouble); 4] =
            [(3, Trouble::Crash), (3, Trouble::HangUp), (3, Trouble::Error), (1, Trouble::CommitRefused)];
        if self.faults.is_armed() || !self.chance.percent(self.weather.faults) {
            return;
        }
        let (trouble, statements) = (self.chance.weighted(&TROUBLES), self.chance.between(1, 30));
        // Several connections: which of them fails is not ours to say.
        let trouble = if self.weather.at_once > 1 { Trouble::Crash } else { trouble };
        let statements = u32::try_from(statements).expect("a small number");
        self.faults.arm(&self.house.shop, self.house.backend, trouble, statements).await;
    }

    fn hear(&mut self, flight: &Flight, heard: Heard) {
        self.trace.say(format!(
            "{} → {}{}",
            flight.words,
            heard.words(),
            if flight.was_struck { " (error)" } else { "" }
        ));
        if let Heard::Broken(why) = &heard
            && !flight.was_struck
        {
            self.told.wrong.push(format!("a fault although nothing was wrong: {}: {why}", flight.words));
        }
        if self.chance.percent(self.weather.unheard) {
            self.trace.say("  which nobody hears");
            return;
        }
        match (flight.of, heard) {
            (Errander::Shopper(who) | Errander::Ordering(who, _), Heard::Cart(cart)) => {
                self.shoppers[who].cart = Some(cart.key.clone());
                self.shoppers[who].seen = Some(Seen {
                    payable: cart.quote.payable,
                    version: cart.cart.version,
                    lines: cart.lines.iter().map(|line| line.line.id).collect(),
                });
            }
            (Errander::Ordering(_, attempt), Heard::Placed { placed, .. }) => {
                self.told.placed(attempt, placed.order, placed.is_new);
            }
            (Errander::Staff(_), Heard::Errand { number, made, .. }) => self.told.done(number, made),
            (Errander::Staff(number), Heard::Refused(why)) => self.told.refused_errand(number, &why),
            (Errander::Ordering(_, attempt), Heard::Refused(why)) => self.told.refused_attempt(attempt, &why),
            (Errander::Counting(number), Heard::Done(_)) => self.told.counts[number].is_done = Some(true),
            (Errander::Counting(number), Heard::Refused(_)) => self.told.counts[number].is_done = Some(false),
            _ => {}
        }
    }

    /// The process is gone, with all that was under way; another one starts.
    async fn crash(&mut self) {
        for flight in std::mem::take(&mut self.stage) {
            self.trace.say(format!("  gone: {}", flight.words));
            answers::orphan(self, &flight);
        }
        self.house.restart(&self.faults).await;
    }
}
