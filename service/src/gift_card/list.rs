//! Gift cards as the back office lists them, the newest first.
use entity::{gift_card, gift_card_movement, ids::GiftCardId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{ListError, Page, PageRequest},
    pages::{Lists, Pages, Wanted},
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

/// The ledgers of cards, the latest first.
pub async fn movements(
    shop: &Shop,
    wanted: &[Wanted<GiftCardId>],
) -> Result<Pages<GiftCardId, gift_card_movement::Model>, Fault> {
    let narrowed = |card: &GiftCardId, page: &PageRequest| {
        let select = gift_card_movement::Entity::find().filter(gift_card_movement::Column::GiftCardId.eq(*card));
        keyset::narrow(select, SortBy::<gift_card_movement::Column>::Id, gift_card_movement::Column::Id, page, true)
    };
    let position = |line: &gift_card_movement::Model| Position(Key::Id, line.id.0);
    Lists { narrowed, position, reverse: true }.read(shop, wanted).await
}
