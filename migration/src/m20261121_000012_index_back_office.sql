-- What the back office finds products by, whatever their status.
CREATE INDEX product_any_title ON product (sort_title, id) WHERE deleted_at IS NULL;
-- A price list's prices, page by page.
CREATE INDEX price_of_list ON price (price_list_id, min_quantity, variant_id);
