CREATE TABLE category (
    id              UUID PRIMARY KEY,
    parent_id       UUID REFERENCES category (id),
    handle          TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    -- The names from the root to here, for people: "Home > Kitchen > Cups".
    full_name       TEXT NOT NULL,
    position        INTEGER NOT NULL DEFAULT 0,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CHECK (parent_id IS NULL OR parent_id <> id)
);
CREATE INDEX category_parent ON category (parent_id, position);

CREATE TABLE product (
    id              UUID PRIMARY KEY,
    handle          TEXT NOT NULL COLLATE "C" CHECK (length(handle) BETWEEN 1 AND 255),
    title           TEXT NOT NULL,
    -- The title as lists are sorted by it: folded, and short enough for an index.
    sort_title      TEXT NOT NULL COLLATE "C" CHECK (length(sort_title) <= 120),
    body_html       TEXT NOT NULL DEFAULT '',
    vendor          TEXT NOT NULL DEFAULT '' COLLATE "C" CHECK (length(vendor) <= 255),
    product_type    TEXT NOT NULL DEFAULT '' COLLATE "C" CHECK (length(product_type) <= 255),
    category_id     UUID REFERENCES category (id),
    tags            JSONB NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
    published_at    TIMESTAMPTZ,
    is_gift_card    BOOLEAN NOT NULL DEFAULT FALSE,
    seo_title       TEXT,
    seo_description TEXT,
    rating_count    BIGINT NOT NULL DEFAULT 0 CHECK (rating_count >= 0),
    rating_sum      BIGINT NOT NULL DEFAULT 0 CHECK (rating_sum >= 0),
    units_sold      BIGINT NOT NULL DEFAULT 0 CHECK (units_sold >= 0),
    -- What the last import wrote, hashed. Any other edit clears it, so that an import of the same
    -- file changes nothing unless somebody changed the product since.
    import_digest   TEXT,
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    deleted_at      TIMESTAMPTZ
);
CREATE UNIQUE INDEX product_handle ON product (handle) WHERE deleted_at IS NULL;
CREATE INDEX product_category ON product (category_id) WHERE category_id IS NOT NULL;
-- One index per order that the storefront offers, over what it may show.
CREATE INDEX product_by_id ON product (id) WHERE status = 'active' AND deleted_at IS NULL;
CREATE INDEX product_by_title ON product (sort_title, id) WHERE status = 'active' AND deleted_at IS NULL;
CREATE INDEX product_by_vendor ON product (vendor, id) WHERE status = 'active' AND deleted_at IS NULL;
CREATE INDEX product_by_type ON product (product_type, id) WHERE status = 'active' AND deleted_at IS NULL;
CREATE INDEX product_by_created ON product (created_at, id) WHERE status = 'active' AND deleted_at IS NULL;
CREATE INDEX product_by_updated ON product (updated_at, id) WHERE status = 'active' AND deleted_at IS NULL;
CREATE INDEX product_by_units_sold ON product (units_sold, id) WHERE status = 'active' AND deleted_at IS NULL;

CREATE TABLE media (
    id              UUID PRIMARY KEY,
    product_id      UUID REFERENCES product (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL DEFAULT 0,
    kind            TEXT NOT NULL CHECK (kind IN ('image', 'video', 'external_video', 'model_3d')),
    -- Either an absolute address elsewhere, or a file name below the shop's media folder.
    source          TEXT NOT NULL,
    alt             TEXT NOT NULL DEFAULT '',
    width           INTEGER CHECK (width > 0),
    height          INTEGER CHECK (height > 0),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX media_product ON media (product_id, position, id);

CREATE TABLE product_option (
    id              UUID PRIMARY KEY,
    product_id      UUID NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    position        SMALLINT NOT NULL CHECK (position BETWEEN 1 AND 3),
    name            TEXT NOT NULL,
    UNIQUE (product_id, position),
    UNIQUE (product_id, name)
);

CREATE TABLE option_value (
    id              UUID PRIMARY KEY,
    option_id       UUID NOT NULL REFERENCES product_option (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    name            TEXT NOT NULL,
    swatch_color    TEXT CHECK (length(swatch_color) = 7),
    UNIQUE (option_id, name)
);

CREATE TABLE variant (
    id              UUID PRIMARY KEY,
    product_id      UUID NOT NULL REFERENCES product (id),
    position        INTEGER NOT NULL,
    -- The names of the chosen option values, '' where the product has no such option.
    option1         TEXT NOT NULL DEFAULT '',
    option2         TEXT NOT NULL DEFAULT '',
    option3         TEXT NOT NULL DEFAULT '',
    sku             TEXT COLLATE "C" CHECK (length(sku) BETWEEN 1 AND 255),
    barcode         TEXT COLLATE "C" CHECK (length(barcode) BETWEEN 1 AND 255),
    taxable         BOOLEAN NOT NULL DEFAULT TRUE,
    tax_code        TEXT,
    requires_shipping BOOLEAN NOT NULL DEFAULT TRUE,
    weight_mg       BIGINT NOT NULL DEFAULT 0 CHECK (weight_mg >= 0),
    weight_unit     TEXT NOT NULL CHECK (weight_unit IN ('g', 'kg', 'oz', 'lb')),
    is_tracked      BOOLEAN NOT NULL DEFAULT TRUE,
    inventory_policy TEXT NOT NULL CHECK (inventory_policy IN ('deny', 'continue')),
    cost            BIGINT CHECK (cost >= 0),
    -- Unit price: this much of this unit is in the package, and prices are quoted per that much of that unit.
    unit_quantity   TEXT,
    unit            TEXT,
    reference_quantity INTEGER CHECK (reference_quantity > 0),
    reference_unit  TEXT,
    media_id        UUID REFERENCES media (id) ON DELETE SET NULL,
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    deleted_at      TIMESTAMPTZ,
    CHECK ((unit_quantity IS NULL) = (unit IS NULL)
        AND (unit IS NULL) = (reference_quantity IS NULL)
        AND (reference_quantity IS NULL) = (reference_unit IS NULL))
);
CREATE UNIQUE INDEX variant_options ON variant (product_id, option1, option2, option3) WHERE deleted_at IS NULL;
CREATE INDEX variant_product ON variant (product_id, position, id);
CREATE INDEX variant_sku ON variant (sku) WHERE sku IS NOT NULL;
CREATE INDEX variant_barcode ON variant (barcode) WHERE barcode IS NOT NULL;
CREATE INDEX variant_media ON variant (media_id) WHERE media_id IS NOT NULL;

CREATE TABLE collection (
    id              UUID PRIMARY KEY,
    handle          TEXT NOT NULL COLLATE "C" CHECK (length(handle) BETWEEN 1 AND 255),
    title           TEXT NOT NULL,
    sort_title      TEXT NOT NULL COLLATE "C" CHECK (length(sort_title) <= 120),
    body_html       TEXT NOT NULL DEFAULT '',
    kind            TEXT NOT NULL CHECK (kind IN ('manual', 'rule')),
    rule_match      TEXT NOT NULL DEFAULT 'all' CHECK (rule_match IN ('all', 'any')),
    product_order   TEXT NOT NULL CHECK (product_order IN ('manual', 'best_selling', 'title_asc', 'title_desc',
                        'price_asc', 'price_desc', 'created_asc', 'created_desc')),
    media_id        UUID REFERENCES media (id) ON DELETE SET NULL,
    published_at    TIMESTAMPTZ,
    seo_title       TEXT,
    seo_description TEXT,
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    deleted_at      TIMESTAMPTZ
);
CREATE UNIQUE INDEX collection_handle ON collection (handle) WHERE deleted_at IS NULL;
CREATE INDEX collection_by_title ON collection (sort_title, id) WHERE deleted_at IS NULL;
CREATE INDEX collection_by_updated ON collection (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX collection_media ON collection (media_id) WHERE media_id IS NOT NULL;

CREATE TABLE collection_rule (
    id              UUID PRIMARY KEY,
    collection_id   UUID NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    field           TEXT NOT NULL CHECK (field IN ('title', 'type', 'vendor', 'tag', 'category', 'price',
                        'compare_at_price', 'weight', 'stock', 'variant_title')),
    relation        TEXT NOT NULL CHECK (relation IN ('equals', 'not_equals', 'greater_than', 'less_than',
                        'starts_with', 'ends_with', 'contains', 'not_contains', 'is_set', 'is_not_set')),
    value           TEXT NOT NULL DEFAULT '',
    UNIQUE (collection_id, position)
);

CREATE TABLE collection_product (
    collection_id   UUID NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    product_id      UUID NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    position        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (collection_id, product_id)
);
CREATE INDEX collection_product_order ON collection_product (collection_id, position, product_id);
CREATE INDEX collection_product_product ON collection_product (product_id);

CREATE TABLE price (
    variant_id      UUID NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
    price_list_id   UUID NOT NULL REFERENCES price_list (id),
    min_quantity    INTEGER NOT NULL DEFAULT 1 CHECK (min_quantity >= 1),
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    compare_at      BIGINT CHECK (compare_at >= 0),
    updated_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (variant_id, price_list_id, min_quantity)
);
CREATE INDEX price_price_list ON price (price_list_id);

-- A read model: the span of a product's prices in each list, written with the prices it sums up.
CREATE TABLE product_price_range (
    price_list_id   UUID NOT NULL REFERENCES price_list (id) ON DELETE CASCADE,
    product_id      UUID NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    min_amount      BIGINT NOT NULL CHECK (min_amount >= 0),
    max_amount      BIGINT NOT NULL,
    PRIMARY KEY (price_list_id, product_id),
    CHECK (max_amount >= min_amount)
);
CREATE INDEX product_price_range_order ON product_price_range (price_list_id, min_amount, product_id);
CREATE INDEX product_price_range_product ON product_price_range (product_id);

-- Every tag in use and by how many products, written with product.tags.
CREATE TABLE tag (
    name            TEXT NOT NULL COLLATE "C" PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 255),
    product_count   BIGINT NOT NULL CHECK (product_count >= 0)
);

CREATE TABLE metafield (
    id              UUID PRIMARY KEY,
    owner_type      TEXT NOT NULL CHECK (owner_type IN ('shop', 'product', 'variant', 'collection', 'page', 'blog',
                        'article', 'customer', 'order', 'cart')),
    owner_id        UUID NOT NULL,
    namespace       TEXT NOT NULL,
    key             TEXT NOT NULL,
    type            TEXT NOT NULL,
    value           TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (owner_id, namespace, key)
);

-- Ids are unique across tables, so a text is found by its owner's id alone.
CREATE TABLE translation (
    owner_id        UUID NOT NULL,
    language        TEXT NOT NULL CHECK (length(language) BETWEEN 2 AND 5),
    field           TEXT NOT NULL,
    value           TEXT NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (owner_id, language, field)
);
