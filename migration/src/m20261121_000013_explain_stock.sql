-- Staff's word for an adjustment.
ALTER TABLE stock_movement ADD COLUMN reason TEXT;

-- A location's levels are listed in the order of its variants.
DROP INDEX stock_level_location;
CREATE INDEX stock_level_location ON stock_level (location_id, variant_id);

-- Holds the quantity too: what has expired on a level is summed from the index alone.
DROP INDEX reservation_level;
CREATE INDEX reservation_level ON reservation (variant_id, location_id, expires_at, quantity);
