//! Batches of customers.
use std::{collections::HashMap, sync::Arc};

use entity::{address, customer, ids::CustomerId};
use service::{customer::read, shop::fault::Fault};

use super::{Batched, Kept, Key, Loaders, Source};

key!(
    /// A customer. Whoever asks must have shown that they may know.
    CustomerById(CustomerId) -> Arc<customer::Model>,
    |source, ids| read::by_ids(&source.shop, &ids)
);
key!(
    /// The address book of a customer.
    AddressesOf(CustomerId) -> Arc<Vec<address::Model>>,
    |source, customers| read::addresses_of(&source.shop, &customers)
);
