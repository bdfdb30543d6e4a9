//! What every resolver may ask for, with names instead of `ctx.data::<T>()`.
use std::{
    collections::BTreeSet,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use async_graphql::{Context, Request, Result};
use service::{
    access::{Actor, Staff},
    payment::gateway::Gateways,
    search::SearchIndex,
    shop::{Shop, viewer::Viewer},
};

use super::{
    error::{Code, error, unauthenticated},
    loader::Loaders,
    throttle::Throttle,
};

/// What resolvers reach the shop through.
#[derive(Clone)]
pub struct Ports {
    pub shop: Shop,
    pub search: SearchIndex,
    /// The address clients reach the shop at, without a trailing slash.
    pub base_url: Arc<str>,
    /// Who tried to log in how often.
    pub throttle: Arc<Throttle>,
    /// Whose cards were declined how often.
    pub declines: Arc<Throttle>,
    /// Who moves money.
    pub gateways: Gateways,
}

/// Where a request comes from, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub Option<IpAddr>);

/// What a request has asked for that it may ask for once.
#[derive(Debug, Default)]
struct Asked(Mutex<BTreeSet<&'static str>>);

/// Puts what resolvers need into a request: made anew for each, so that no viewer sees another's data.
pub fn attach(request: Request, ports: Ports, viewer: Viewer) -> Request {
    let loaders = Loaders::new(ports.shop.clone(), viewer.clone());
    request.data(ports).data(viewer).data(loaders).data(Asked::default())
}

/// Puts who asks into a request to the admin API.
pub fn attach_staff(request: Request, staff: &Arc<Staff>, request_id: &str) -> Request {
    request.data(staff.clone()).data(staff.actor(request_id))
}

pub trait ContextExt {
    fn shop(&self) -> &Shop;
    fn search(&self) -> &SearchIndex;
    fn base_url(&self) -> &str;
    fn viewer(&self) -> &Viewer;
    fn load(&self) -> &Loaders;
    fn gateways(&self) -> &Gateways;
    /// For what may be tried only so often: waits where somebody tries too often.
    ///
    /// # Errors
    /// `RATE_LIMITED`.
    fn slow_down(&self) -> impl Future<Output = Result<()>> + Send;
    /// For what is paid: refused where many cards were declined. Who tries stolen ones tries many.
    ///
    /// # Errors
    /// `RATE_LIMITED`.
    fn may_pay(&self) -> Result<()>;
    /// A card was declined.
    fn declined(&self);
    /// For what costs so much that a request may ask for it once, whatever it calls it.
    ///
    /// # Errors
    /// `TOO_COMPLEX`.
    fn once(&self, field: &'static str) -> Result<()>;
    /// Who asks, in the admin API.
    fn staff(&self) -> Option<&Staff>;
    /// Who does it, for what changes something in the admin API.
    ///
    /// # Errors
    /// Nobody is known to ask: a guard is missing.
    fn actor(&self) -> Result<Actor>;
}

impl ContextExt for Context<'_> {
    fn shop(&self) -> &Shop {
        &self.data_unchecked::<Ports>().shop
    }

    fn search(&self) -> &SearchIndex {
        &self.data_unchecked::<Ports>().search
    }

    fn gateways(&self) -> &Gateways {
        &self.data_unchecked::<Ports>().gateways
    }

    fn base_url(&self) -> &str {
        &self.data_unchecked::<Ports>().base_url
    }

    fn viewer(&self) -> &Viewer {
        self.data_unchecked()
    }

    fn load(&self) -> &Loaders {
        self.data_unchecked()
    }

    async fn slow_down(&self) -> Result<()> {
        let Some(Client(Some(address))) = self.data_opt::<Client>() else { return Ok(()) };
        let wait = self.data_unchecked::<Ports>().throttle.wait(*address, Instant::now());
        let wait = wait.map_err(|_| error(Code::RateLimited, "that was tried too often: wait a minute"))?;
        tokio::time::sleep(wait).await;
        Ok(())
    }

    fn may_pay(&self) -> Result<()> {
        let Some(Client(Some(address))) = self.data_opt::<Client>() else { return Ok(()) };
        let looked = self.data_unchecked::<Ports>().declines.look(*address, Instant::now());
        looked.map_err(|_| error(Code::RateLimited, "too many payments of yours were declined: wait a minute"))
    }

    fn declined(&self) {
        if let Some(Client(Some(address))) = self.data_opt::<Client>() {
            // It waits for nothing: the next one does, when there are too many.
            let _ = self.data_unchecked::<Ports>().declines.wait(*address, Instant::now());
        }
    }

    fn once(&self, field: &'static str) -> Result<()> {
        let mut asked = self.data_unchecked::<Asked>().0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = asked.insert(field);
        if is_first { Ok(()) } else { Err(error(Code::TooComplex, format!("ask for one `{field}` at a time"))) }
    }

    fn staff(&self) -> Option<&Staff> {
        self.data_opt::<Arc<Staff>>().map(AsRef::as_ref)
    }

    fn actor(&self) -> Result<Actor> {
        self.data_opt::<Actor>().cloned().ok_or_else(unauthenticated)
    }
}
