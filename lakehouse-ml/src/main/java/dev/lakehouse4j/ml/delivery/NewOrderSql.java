package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.ml.delivery.NewOrder.Item;
import dev.lakehouse4j.ml.delivery.NewOrder.Payment;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A new order as rows of the inputs of {@link DeliveryFeatures}, spelled as Silver spells them. */
final class NewOrderSql {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private NewOrderSql() {}

    /** A query per input that gets rows; texts are quoted, numbers and times are written by their type. */
    static Map<String, String> rows(NewOrder order) {
        Map<String, String> rows = new LinkedHashMap<>();
        String zip = zip(order.customerZip());
        String place = " from silver.geolocation where zip_prefix = " + zip + ")";
        rows.put(
                "order_facts",
                select(
                        Sql.literal(order.orderId()),
                        time(order.purchasedAt()),
                        time(order.promisedAt()),
                        zip,
                        city(order.customerCity()),
                        state(order.customerState()),
                        "(select max(latitude)" + place,
                        "(select max(longitude)" + place,
                        time(order.approvedAt()),
                        time(null),
                        time(null)));
        List<Item> items = order.items();
        if (!items.isEmpty()) {
            rows.put(
                    "item_facts",
                    union(IntStream.range(0, items.size())
                            .mapToObj(i -> select(
                                    Sql.literal(order.orderId()),
                                    "cast(" + (i + 1) + " as int)",
                                    text(items.get(i).productId()),
                                    text(items.get(i).sellerId()),
                                    time(items.get(i).shippingLimitAt()),
                                    amount(items.get(i).price()),
                                    amount(items.get(i).freight())))
                            .toList()));
        }
        List<Payment> payments = order.payments();
        if (!payments.isEmpty()) {
            rows.put(
                    "payment_facts",
                    union(IntStream.range(0, payments.size())
                            .mapToObj(i -> select(
                                    Sql.literal(order.orderId()),
                                    "cast(" + (i + 1) + " as int)",
                                    text(payments.get(i).type()),
                                    "cast(" + payments.get(i).installments() + " as int)",
                                    amount(payments.get(i).value())))
                            .toList()));
        }
        return rows;
    }

    private static String select(String... values) {
        return "select " + String.join(", ", values);
    }

    private static String union(List<String> selects) {
        return selects.stream().collect(Collectors.joining("\nunion all\n"));
    }

    private static String text(@Nullable String value) {
        return value == null ? "cast(null as string)" : Sql.literal(value);
    }

    private static String time(@Nullable LocalDateTime value) {
        return value == null ? "cast(null as timestamp)" : "timestamp '" + TIME.format(value) + "'";
    }

    private static String amount(BigDecimal value) {
        return "cast(" + value.toPlainString() + " as decimal(12, 2))";
    }

    private static String zip(@Nullable String value) {
        return text(value == null ? null : "0".repeat(5 - value.length()) + value);
    }

    private static String city(@Nullable String value) {
        return text(
                value == null
                        ? null
                        : Normalizer.normalize(value.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                                .replaceAll("\\p{M}+", "")
                                .replaceAll(" +", " "));
    }

    private static String state(@Nullable String value) {
        return text(value == null ? null : value.strip().toUpperCase(Locale.ROOT));
    }
}
