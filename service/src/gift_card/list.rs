//! Gift cards as the back office lists them, the newest first.
use entity::{gift_card, gift_card_movement, ids::GiftCardId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{ListError, Page, PageRequest},
};

/// Cards, by when they were made.
pub async fn list(shop: &Shop, page: &PageRequest) -> Result<Page<gift_card::Model>, ListError> {
    let by = SortBy::Time(gift_card::Column::CreatedAt);
    let select = keyset::narrow(gift_card::Entity::find(), by, gift_card::Column::Id, page, true)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |card| Position(Key::Time(card.created_at), card.id.0).cursor()))
}

/// One card.
pub async fn by_id(shop: &Shop, id: GiftCardId) -> Result<Option<gift_card::Model>, Fault> {
    Ok(gift_card::Entity::find_by_id(id).one(shop.read()).await?)
}

/// A card's ledger, the latest first.
pub async fn movements(
    shop: &Shop,
    card: GiftCardId,
    page: &PageRequest,
) -> Result<Page<gift_card_movement::Model>, ListError> {
    let select = gift_card_movement::Entity::find().filter(gift_card_movement::Column::GiftCardId.eq(card));
    let by = SortBy::<gift_card_movement::Column>::Id;
    let select = keyset::narrow(select, by, gift_card_movement::Column::Id, page, true)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |line| Position(Key::Id, line.id.0).cursor()))
}
