//! The shop and the model side by side: each does what the other does, and says what it came to.
use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use entity::ids::{LocationId, VariantId};
use service::{
    access::Actor,
    inventory::{
        adjust::{self, Adjust, AdjustError, Amount, Change, Stock},
        availability::{self, Wanted},
        commit::{self, Commit},
        fulfilment::{self, Parcel},
        release,
        relocate::{self, Move, Pocket, Relocate},
        renew::{self, Renew},
        reserve::{self, HOLD_TIME, Reserve, ReserveError},
        sweep,
        transfer::{self, Arrived, CreateTransfer, Step},
    },
    shop::{Unit, fault::Fault},
};
use tests::{
    TestShop,
    factory::stock::{Goods, levels},
};
use uuid::Uuid;

use super::{
    LOCATIONS, Op, VARIANTS,
    model::{Model, Shelf},
};

pub(super) struct World<'a> {
    pub(super) shop: &'a TestShop,
    pub(super) goods: Goods,
    pub(super) model: Model,
}

fn holder_id(holder: u8) -> Uuid {
    Uuid::from_u128(0x77 << 64 | u128::from(holder))
}

async fn give_back(unit: &Unit, holder: &Uuid) -> Result<i64, Fault> {
    release::release(unit, *holder, "test").await
}

impl World<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.shop.shop.now()
    }

    fn key(&self, (variant, location): (usize, usize)) -> (VariantId, LocationId) {
        (self.goods.variants[variant], self.goods.locations[location])
    }

    fn parcel(&self, place: (usize, usize), units: i64) -> Parcel {
        let (variant, location) = self.key(place);
        Parcel { units: vec![(variant, location, units)], reference: "test".to_owned(), actor: "test".to_owned() }
    }

    pub(super) async fn apply(&mut self, op: &Op) {
        match op {
            Op::Reserve { holder, demand } => self.reserve(*holder, demand).await,
            Op::Renew { holder } => self.renew(*holder).await,
            Op::Release { holder } => {
                self.shop.shop.write(&holder_id(*holder), give_back).await.unwrap();
                self.model.holds.retain(|(of, ..), _| of != holder);
            }
            Op::Commit { holder } => self.commit(*holder).await,
            Op::Sweep => drop(sweep::sweep(&self.shop.shop, 3).await.unwrap()),
            Op::Wait { seconds } => self.shop.clock.advance(Duration::seconds(*seconds)),
            Op::Fulfil { place, units } => {
                let done = self.shop.shop.write(&self.parcel(*place, *units), fulfilment::fulfil).await.is_ok();
                let shelf = self.model.at(*place);
                assert_eq!(done, shelf.committed >= *units && shelf.on_hand >= *units);
                if done {
                    shelf.committed -= units;
                    shelf.on_hand -= units;
                }
            }
            Op::Uncommit { place, units } => {
                let done = self.shop.shop.write(&self.parcel(*place, *units), fulfilment::uncommit).await.is_ok();
                let shelf = self.model.at(*place);
                assert_eq!(done, shelf.committed >= *units);
                shelf.committed -= if done { *units } else { 0 };
            }
            Op::Restock { place, units } => {
                self.shop.shop.write(&self.parcel(*place, *units), fulfilment::restock).await.unwrap();
                self.model.at(*place).on_hand += units;
            }
            Op::Adjust { place, stock, by } => self.adjust(*place, *stock, Amount::By(*by), None).await,
            Op::Count { place, to, seen } => {
                let there = self.model.shelves[place].on_hand;
                let expected = if *seen { there } else { there + 1 };
                self.adjust(*place, 0, Amount::To(*to), Some(expected)).await;
            }
            Op::Move { variant, units, from, to } => self.carry(*variant, *units, *from, *to).await,
            Op::Send { from, units } => self.send(*from, *units).await,
            Op::Receive { nth, part } => self.receive(*nth, *part).await,
            Op::Cancel { nth } => self.cancel(*nth).await,
        }
    }

    async fn reserve(&mut self, holder: u8, demand: &[(usize, i64)]) {
        let now = self.now();
        let request = Reserve {
            holder: holder_id(holder),
            demand: demand.iter().map(|(variant, units)| (self.goods.variants[*variant], *units)).collect(),
            locations: self.goods.locations.clone(),
            until: now + HOLD_TIME,
        };
        let mut wanted = [0; VARIANTS];
        for (variant, units) in demand {
            wanted[*variant] += units;
        }
        let mut without = self.model.holds.clone();
        without.retain(|(of, ..), _| *of != holder);
        let before = std::mem::replace(&mut self.model.holds, without);
        // Per place and never below zero, also of what may be oversold: what one place owes, another does not give.
        let stock = |variant: usize| (0..LOCATIONS).map(|l| self.model.free((variant, l), now).max(0)).sum::<i64>();
        let fits = self.model.may_oversell || (0..VARIANTS).all(|variant| stock(variant) >= wanted[variant]);
        match self.shop.shop.write(&request, reserve::reserve).await {
            Ok(held) => {
                assert!(fits, "more is held than there is: {held:?}");
                let mut sums = [0; VARIANTS];
                for part in &held {
                    let variant = self.goods.variants.iter().position(|id| *id == part.variant).unwrap();
                    let location = self.goods.locations.iter().position(|id| *id == part.location).unwrap();
                    let there = self.model.free((variant, location), now).max(0);
                    assert_eq!(part.backordered, (part.quantity - there).max(0));
                    sums[variant] += part.quantity;
                    self.model.holds.insert((holder, variant, location), (part.quantity, request.until));
                }
                assert_eq!(sums, wanted);
            }
            Err(ReserveError::Short(_)) => {
                assert!(!fits, "there would have been enough");
                self.model.holds = before;
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn renew(&mut self, holder: u8) {
        let (now, until) = (self.now(), self.now() + HOLD_TIME);
        let done = self.shop.shop.write(&Renew { holder: holder_id(holder), until }, renew::renew).await.is_ok();
        let mut own: Vec<_> = self.model.holds.iter_mut().filter(|((of, ..), _)| *of == holder).collect();
        assert_eq!(done, !own.is_empty() && own.iter().all(|(_, (_, until))| *until > now));
        if done {
            for (_, (_, end)) in &mut own {
                *end = until;
            }
        }
    }

    async fn commit(&mut self, holder: u8) {
        let now = self.now();
        let own: Vec<_> =
            self.model.holds.iter().filter(|((of, ..), _)| *of == holder).map(|(k, v)| (*k, *v)).collect();
        let request = Commit {
            holder: holder_id(holder),
            demand: own.iter().map(|((_, variant, _), (units, _))| (self.goods.variants[*variant], *units)).collect(),
            reference: "test".to_owned(),
            actor: "test".to_owned(),
        };
        let done = self.shop.shop.write(&request, commit::commit).await.is_ok();
        // What has expired may have been swept already, which the model does not know.
        let is_held = own.iter().all(|(_, (_, until))| *until > now);
        assert_eq!(done, is_held);
        if done {
            for ((_, variant, location), (units, _)) in own {
                self.model.at((variant, location)).committed += units;
            }
            self.model.holds.retain(|(of, ..), _| *of != holder);
        }
    }

    async fn adjust(&mut self, place: (usize, usize), stock: u8, to: Amount, expected: Option<i64>) {
        let now = self.now();
        let promised = self.model.reserved(place, Some(now)) + self.model.shelves[&place].committed;
        let may_oversell = self.model.may_oversell;
        let (variant, location) = self.key(place);
        let shelf = self.model.at(place);
        let (stock, counter) = match stock {
            0 => (Stock::OnHand, &mut shelf.on_hand),
            1 => (Stock::Safety, &mut shelf.safety),
            _ => (Stock::Incoming, &mut shelf.incoming),
        };
        let after = match to {
            Amount::By(by) => *counter + by,
            Amount::To(to) => to,
        };
        let change = Change { variant, location, stock, to, expected };
        let request =
            Adjust { changes: vec![change], reason: "test".to_owned(), reference: None, actor: Actor::named("test") };
        let done = adjust::adjust(&self.shop.shop, &request).await;
        let is_stale = expected.is_some_and(|expected| expected != *counter);
        let breaks = stock == Stock::OnHand && after < *counter && after < promised && !may_oversell;
        match done {
            Ok(_) => {
                assert!(!is_stale && after >= 0 && !breaks);
                *counter = after;
            }
            Err(AdjustError::Stale { there, .. }) => assert!(is_stale && there == *counter),
            Err(AdjustError::BelowZero { there, .. }) => assert!(after < 0 && there == *counter),
            Err(AdjustError::Promised { promised: told, .. }) => assert!(breaks && told == promised),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn carry(&mut self, variant: usize, units: i64, from: (usize, u8), to: (usize, u8)) {
        const POCKETS: [Pocket; 3] = [Pocket::Available, Pocket::Safety, Pocket::Incoming];
        let now = self.now();
        let (source, goal) = ((variant, from.0), (variant, to.0));
        let shelf = self.model.shelves[&source];
        let unpromised = shelf.on_hand - shelf.committed - self.model.reserved(source, Some(now));
        let there = [unpromised - shelf.safety, shelf.safety.min(unpromised), shelf.incoming][usize::from(from.1)];
        let request = Relocate {
            moves: vec![Move {
                variant: self.goods.variants[variant],
                quantity: units,
                from: (self.goods.locations[from.0], POCKETS[usize::from(from.1)]),
                to: (self.goods.locations[to.0], POCKETS[usize::from(to.1)]),
            }],
            reason: "test".to_owned(),
            reference: None,
            actor: Actor::named("test"),
        };
        let done = relocate::relocate(&self.shop.shop, &request).await.is_ok();
        assert_eq!(done, from != to && there >= units);
        if done {
            for (place, pocket, units) in [(source, from.1, -units), (goal, to.1, units)] {
                let shelf = self.model.at(place);
                match pocket {
                    0 => shelf.on_hand += units,
                    1 => (shelf.on_hand, shelf.safety) = (shelf.on_hand + units, shelf.safety + units),
                    _ => shelf.incoming += units,
                }
            }
        }
    }

    async fn send(&mut self, from: usize, units: [i64; VARIANTS]) {
        let now = self.now();
        let to = (from + 1) % LOCATIONS;
        let lines: Vec<_> =
            (0..VARIANTS).filter(|v| units[*v] > 0).map(|v| (self.goods.variants[v], units[v])).collect();
        if lines.is_empty() {
            return;
        }
        let request = CreateTransfer {
            from: self.goods.locations[from],
            to: self.goods.locations[to],
            lines,
            reference: None,
            actor: Actor::named("test"),
        };
        let made = transfer::create(&self.shop.shop, &request).await.unwrap().transfer;
        let step = Step { transfer: made.id, version: Some(1), actor: Actor::named("test") };
        let done = transfer::send(&self.shop.shop, &step).await.is_ok();
        let fits = (0..VARIANTS).all(|variant| {
            let shelf = self.model.shelves[&(variant, from)];
            units[variant] == 0
                || shelf.on_hand - shelf.committed - self.model.reserved((variant, from), Some(now)) >= units[variant]
        });
        assert_eq!(done, fits);
        if done {
            for (variant, units) in units.iter().enumerate() {
                self.model.at((variant, from)).on_hand -= units;
                self.model.at((variant, to)).incoming += units;
            }
            self.model.transfers.push((made.id, from, units));
        }
    }

    /// All of it, or a part of its first line.
    async fn receive(&mut self, nth: usize, part: Option<i64>) {
        let Some((id, from, units)) = self.model.transfers.get(nth).copied() else { return };
        let to = (from + 1) % LOCATIONS;
        let first = (0..VARIANTS).find(|variant| units[*variant] > 0).unwrap();
        let mut arriving = units;
        if let Some(part) = part {
            arriving = [0; VARIANTS];
            arriving[first] = part;
        }
        let step = Step { transfer: id, version: None, actor: Actor::named("test") };
        let told = part.map(|part| vec![(self.goods.variants[first], part)]);
        let done = transfer::receive(&self.shop.shop, &Arrived { step, units: told }).await.is_ok();
        let fits = (0..VARIANTS).all(|variant| {
            arriving[variant] <= units[variant] && arriving[variant] <= self.model.shelves[&(variant, to)].incoming
        });
        assert_eq!(done, fits);
        if done {
            for (variant, units) in arriving.iter().enumerate() {
                self.model.at((variant, to)).incoming -= units;
                self.model.at((variant, to)).on_hand += units;
                self.model.transfers[nth].2[variant] -= units;
            }
            self.model.transfers.retain(|(_, _, units)| units.iter().any(|units| *units > 0));
        }
    }

    async fn cancel(&mut self, nth: usize) {
        let Some((id, from, units)) = self.model.transfers.get(nth).copied() else { return };
        let to = (from + 1) % LOCATIONS;
        let step = Step { transfer: id, version: None, actor: Actor::named("test") };
        let done = transfer::cancel(&self.shop.shop, &step).await.is_ok();
        let fits = (0..VARIANTS).all(|variant| units[variant] <= self.model.shelves[&(variant, to)].incoming);
        assert_eq!(done, fits);
        if done {
            for (variant, units) in units.iter().enumerate() {
                self.model.at((variant, to)).incoming -= units;
                self.model.at((variant, from)).on_hand += units;
            }
            self.model.transfers.remove(nth);
        }
    }

    /// The shop says what the model says.
    pub(super) async fn agree(&self) {
        let now = self.now();
        let wanted = Wanted { variants: &self.goods.variants, locations: &self.goods.locations, holder: None, now };
        let known = availability::read(&self.shop.shop, wanted).await.unwrap();
        for (variant, id) in self.goods.variants.iter().enumerate() {
            assert_eq!(known[id].available, self.model.available(variant, now), "available of variant {variant}");
        }
        let levels: BTreeMap<_, _> =
            levels(self.shop).await.into_iter().map(|level| ((level.variant_id, level.location_id), level)).collect();
        for (place, shelf) in &self.model.shelves {
            let level = &levels[&self.key(*place)];
            let there = Shelf {
                on_hand: level.on_hand,
                committed: level.committed,
                safety: level.safety,
                incoming: level.incoming,
            };
            assert_eq!(there, *shelf, "{place:?}");
            // What has expired is counted until it is swept.
            let (held, all) = (self.model.reserved(*place, Some(now)), self.model.reserved(*place, None));
            assert!((held..=all.max(held)).contains(&level.reserved), "{place:?}: {} of {held}..{all}", level.reserved);
        }
    }
}
