//! What must be true of orders, of what they took, and of their money.
use super::Invariant;

/// An order as people call it; one that never had a number by what became of it.
macro_rules! order_label {
    () => {
        "COALESCE('#' || CAST(o.number AS TEXT), o.status || ' ' || CAST(o.placed_at AS TEXT), o.status) AS label"
    };
}

pub(super) const INVARIANTS: [Invariant; 18] = [
    Invariant {
        name: "order totals",
        counted: ("sales_order", "orders"),
        complaint: "are not the sum of their lines",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM sales_order o LEFT JOIN (SELECT order_id, SUM(subtotal) AS subtotal, \
             SUM(discount) AS discount, SUM(tax) AS tax FROM order_line WHERE NOT is_added GROUP BY order_id) l \
             ON l.order_id = o.id WHERE o.subtotal <> COALESCE(l.subtotal, 0) \
             OR o.discount_total <> COALESCE(l.discount, 0) OR o.tax_total - o.shipping_tax <> COALESCE(l.tax, 0)"
        ),
    },
    Invariant {
        name: "orders as placed",
        counted: ("sales_order", "orders"),
        complaint: "were never edited and come to something else than as placed",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM sales_order o WHERE o.edited_at IS NULL AND (o.current_total <> o.total \
             OR o.current_subtotal <> o.subtotal OR o.current_tax_total <> o.tax_total)"
        ),
    },
    Invariant {
        name: "order adjustments",
        counted: ("order_adjustment", "adjustments"),
        complaint: "do not add up to the discounts and taxes of what they are of",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM sales_order o JOIN (SELECT order_id, id, discount, tax FROM order_line \
             UNION ALL SELECT id, CAST(NULL AS UUID), shipping_discount, shipping_tax FROM sales_order) l \
             ON l.order_id = o.id LEFT JOIN (SELECT order_id, order_line_id, \
                SUM(CASE WHEN kind = 'discount' THEN amount ELSE 0 END) AS discount, \
                SUM(CASE WHEN kind = 'tax' THEN amount ELSE 0 END) AS tax \
                FROM order_adjustment GROUP BY order_id, order_line_id) a \
             ON a.order_id = l.order_id AND (a.order_line_id = l.id OR (a.order_line_id IS NULL AND l.id IS NULL)) \
             WHERE l.discount <> COALESCE(a.discount, 0) OR l.tax <> COALESCE(a.tax, 0)"
        ),
    },
    Invariant {
        name: "stock committed",
        counted: ("order_allocation", "allocations"),
        complaint: "do not add up to what their level says is committed",
        wrong: "SELECT COALESCE(v.sku, p.handle) AS label FROM (SELECT variant_id, location_id, SUM(counted) AS counted, \
                    SUM(owed) AS owed FROM (SELECT variant_id, location_id, committed AS counted, 0 AS owed \
                    FROM stock_level WHERE committed <> 0 \
                    UNION ALL SELECT l.variant_id, a.location_id, 0, a.quantity - a.fulfilled - a.released \
                    FROM order_allocation a JOIN order_line l ON l.id = a.order_line_id) each_side \
                    GROUP BY variant_id, location_id) s \
                JOIN variant v ON v.id = s.variant_id JOIN product p ON p.id = v.product_id WHERE s.counted <> s.owed",
    },
    Invariant {
        name: "units sent",
        counted: ("order_line", "order lines"),
        complaint: "say something else of what was sent, returned, refunded or allocated than the papers do",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            // One pass over each table: joined, they are as many lookups as there are lines wherever statistics are old.
            " FROM (SELECT order_line_id FROM (\
                SELECT id AS order_line_id, quantity, removed, fulfilled, refunded, returned, 0 AS sent, 0 AS back, \
                    0 AS received, 0 AS allocated, 0 AS released FROM order_line \
                UNION ALL SELECT order_line_id, 0, 0, 0, 0, 0, quantity, 0, 0, 0, 0 FROM fulfilment_line \
                UNION ALL SELECT order_line_id, 0, 0, 0, 0, 0, 0, quantity, 0, 0, 0 FROM refund_line \
                UNION ALL SELECT order_line_id, 0, 0, 0, 0, 0, 0, 0, received, 0, 0 FROM order_return_line \
                UNION ALL SELECT order_line_id, 0, 0, 0, 0, 0, 0, 0, 0, quantity, released FROM order_allocation) each_side \
                GROUP BY order_line_id HAVING SUM(fulfilled) <> SUM(sent) OR SUM(refunded) <> SUM(back) \
                OR SUM(returned) <> SUM(received) OR SUM(allocated) > SUM(quantity) OR SUM(released) > SUM(removed)) w \
             JOIN order_line l ON l.id = w.order_line_id JOIN sales_order o ON o.id = l.order_id"
        ),
    },
    Invariant {
        name: "promotions used",
        counted: ("redemption", "redemptions"),
        complaint: "do not add up to what their promotion counted",
        wrong: "SELECT p.title AS label FROM promotion p WHERE p.used_count <> \
                (SELECT COUNT(*) FROM redemption r WHERE r.promotion_id = p.id AND r.released_at IS NULL)",
    },
    Invariant {
        name: "codes used",
        counted: ("redemption", "redemptions"),
        complaint: "do not add up to what their code counted",
        wrong: "SELECT c.code AS label FROM coupon_code c LEFT JOIN (SELECT coupon_code_id, COUNT(*) AS uses \
                    FROM redemption WHERE released_at IS NULL AND coupon_code_id IS NOT NULL GROUP BY coupon_code_id) r \
                ON r.coupon_code_id = c.id WHERE c.used_count <> COALESCE(r.uses, 0)",
    },
    Invariant {
        name: "promotions used by one",
        counted: ("promotion_use", "buyers' counters"),
        complaint: "differ from the redemptions, or are beyond the limit for one customer",
        wrong: "SELECT p.title AS label FROM promotion_use u JOIN promotion p ON p.id = u.promotion_id \
                WHERE u.used_count <> (SELECT COUNT(*) FROM redemption r WHERE r.promotion_id = u.promotion_id \
                    AND r.buyer_key = u.buyer_key AND r.released_at IS NULL) \
                OR u.used_count > p.usage_limit_per_customer",
    },
    Invariant {
        name: "payments",
        counted: ("payment", "payments"),
        complaint: "differ from the sum of their events",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM payment p JOIN sales_order o ON o.id = p.order_id \
             LEFT JOIN (SELECT payment_id, SUM(CASE WHEN kind = 'authorized' THEN amount ELSE 0 END) AS authorized, \
                SUM(CASE WHEN kind = 'captured' THEN amount ELSE 0 END) AS captured, \
                SUM(CASE WHEN kind = 'refunded' THEN amount ELSE 0 END) AS refunded \
                FROM payment_event GROUP BY payment_id) e ON e.payment_id = p.id \
             WHERE p.captured <> COALESCE(e.captured, 0) OR p.refunded <> COALESCE(e.refunded, 0)"
        ),
    },
    Invariant {
        name: "refunds under way",
        counted: ("refund_transaction", "refunds"),
        complaint: "do not add up to what their payment set aside or gave back",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM payment p JOIN sales_order o ON o.id = p.order_id \
             LEFT JOIN (SELECT payment_id, SUM(CASE WHEN status = 'pending' THEN amount ELSE 0 END) AS pending, \
                SUM(CASE WHEN status = 'succeeded' THEN amount ELSE 0 END) AS done \
                FROM refund_transaction GROUP BY payment_id) t ON t.payment_id = p.id \
             WHERE p.refund_pending <> COALESCE(t.pending, 0) OR p.refunded <> COALESCE(t.done, 0)"
        ),
    },
    Invariant {
        name: "payment ledger",
        counted: ("ledger_entry", "entries"),
        complaint: "do not say what the payments of their order say",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM sales_order o LEFT JOIN (SELECT order_id, SUM(captured - refunded) AS kept \
             FROM payment GROUP BY order_id) p ON p.order_id = o.id \
             LEFT JOIN (SELECT order_id, SUM(amount) AS owed FROM ledger_entry WHERE account = 'receivable' \
             GROUP BY order_id) e ON e.order_id = o.id WHERE COALESCE(p.kept, 0) + COALESCE(e.owed, 0) <> 0"
        ),
    },
    Invariant {
        name: "trial balance",
        counted: ("ledger_entry", "entries"),
        complaint: "have no counterpart",
        wrong: "SELECT currency AS label FROM ledger_entry GROUP BY payment_event_id, currency HAVING SUM(amount) <> 0",
    },
    Invariant {
        name: "money without an order",
        counted: ("payment", "payments"),
        complaint: "are kept although their order was never confirmed",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM payment p JOIN sales_order o ON o.id = p.order_id \
             WHERE o.number IS NULL AND o.status IN ('cancelled', 'expired') \
             AND p.captured > p.refunded + p.refund_pending"
        ),
    },
    Invariant {
        name: "orders without their money",
        counted: ("sales_order", "orders"),
        complaint: "were confirmed before they were paid for",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM sales_order o LEFT JOIN (SELECT order_id, \
                SUM(CASE WHEN gateway = 'manual' THEN amount ELSE authorized END) AS promised \
                FROM payment GROUP BY order_id) p ON p.order_id = o.id \
             WHERE o.source = 'cart' AND o.number IS NOT NULL AND COALESCE(p.promised, 0) < o.total"
        ),
    },
    Invariant {
        name: "orders charged",
        counted: ("sales_order", "orders"),
        complaint: "took more than they cost, and none of it is on its way back",
        // A refund that the provider refused in the end has to be made once more.
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM sales_order o JOIN (SELECT order_id, SUM(captured - refunded - refund_pending) AS kept \
             FROM payment GROUP BY order_id) p ON p.order_id = o.id \
             WHERE p.kept > CASE WHEN o.current_total > o.total THEN o.current_total ELSE o.total END"
        ),
    },
    Invariant {
        name: "order numbers",
        counted: ("sales_order", "orders"),
        complaint: "have numbers with a gap, or beyond the counter",
        wrong: "SELECT 'the counter' AS label FROM order_counter c WHERE c.last_number - 1000 <> \
                    (SELECT COUNT(number) FROM sales_order) \
                OR c.last_number <> COALESCE((SELECT MAX(number) FROM sales_order), 1000)",
    },
    Invariant {
        name: "ordered carts",
        counted: ("sales_order", "orders"),
        complaint: "are of a cart that can be ordered again, or their cart is stuck",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM sales_order o JOIN cart c ON c.id = o.cart_id \
             WHERE o.status NOT IN ('cancelled', 'expired') AND c.status <> 'converted' \
             UNION ALL SELECT 'a cart' FROM cart c WHERE c.status = 'converted' AND NOT EXISTS \
             (SELECT 1 FROM sales_order o WHERE o.cart_id = c.id AND (o.status NOT IN ('cancelled', 'expired') \
              OR o.number IS NOT NULL))"
        ),
    },
    Invariant {
        name: "order statuses",
        counted: ("sales_order", "orders"),
        complaint: "say they were sent and were not, or the reverse",
        wrong: concat!(
            "SELECT ",
            order_label!(),
            " FROM sales_order o LEFT JOIN (SELECT order_id, \
                SUM(quantity - removed - fulfilled) AS missing, SUM(fulfilled) AS sent FROM order_line GROUP BY order_id) l \
             ON l.order_id = o.id WHERE (o.status IN ('shipped', 'delivered') AND l.missing > 0) \
             OR (o.status IN ('draft', 'pending', 'confirmed', 'expired') AND l.sent > 0)"
        ),
    },
];
