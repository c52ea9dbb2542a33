package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.TableRef;
import java.util.List;

/**
 * Where purchases come from.
 *
 * @param inputs the tables that the query names, the fact first
 * @param sql gives customer (text), purchased_at, amount, purchase_id, and counted (whether the row is a purchase)
 * @param grain whether a purchase may have several rows, told apart by purchase_id
 */
record PurchaseQuery(List<TableRef<? extends GoldInput, ?>> inputs, String sql, boolean grain) {

    PurchaseQuery {
        inputs = List.copyOf(inputs);
    }

    String fact() {
        return inputs.get(0).fullName();
    }

    /** What there is, and what cannot be used; the first of all, without a day, tells the default day. */
    String countsSql(String asOf) {
        return "with purchases as (\n" + sql + "\n) select"
                + " max(cast(purchased_at as date)) as last_day,"
                + " min(case when counted then cast(purchased_at as date) end) as first_counted,"
                + " count(case when counted then 1 end) as counted_rows,"
                + " count(case when counted and customer is null then 1 end) as without_customer,"
                + " count(case when counted and customer is not null and purchased_at is null then 1 end)"
                + " as without_time,"
                + " count(case when " + inTime(asOf) + " and amount is null then 1 end) as without_amount,"
                + " count(case when " + inTime(asOf) + " and amount < 0 then 1 end) as negative,"
                + " count(case when " + inTime(asOf) + " and (isnan(cast(amount as double))"
                + " or abs(cast(amount as double)) >= 1e15) then 1 end) as impossible,"
                + " count(case when counted and customer is not null and cast(purchased_at as date) >= " + asOf
                + " then 1 end) as later"
                + " from purchases";
    }

    String valuesSql(String asOf) {
        return "with purchases as (\n" + sql + "\n) select customer,"
                + " days_between(max(purchased_at), " + asOf + ") as recency_days,"
                + " cast(" + (grain ? "count(distinct purchase_id)" : "count(*)") + " as int) as frequency,"
                // Decimals add up to the same sum in any order.
                + " cast(coalesce(sum(cast(amount as decimal(18, 2))), 0) as double) as monetary"
                + " from purchases where " + inTime(asOf)
                + " group by customer order by customer";
    }

    private static String inTime(String asOf) {
        return "counted and customer is not null and cast(purchased_at as date) < " + asOf;
    }
}
