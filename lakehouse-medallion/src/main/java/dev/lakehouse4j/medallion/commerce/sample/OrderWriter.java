package dev.lakehouse4j.medallion.commerce.sample;

import dev.lakehouse4j.medallion.commerce.sample.DeliveryModel.Route;
import dev.lakehouse4j.medallion.commerce.sample.PaymentWriter.Method;
import dev.lakehouse4j.medallion.commerce.sample.Places.Place;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes order after order with its customer, items, payments and reviews, and counts what it writes. */
final class OrderWriter implements Closeable {

    private static final String[] STATUSES = {
        "delivered", "shipped", "unavailable", "canceled", "processing", "invoiced", "created", "approved"
    };
    private static final double[] STATUS_CHANCES = {0.96950, 0.01153, 0.00674, 0.00555, 0.00346, 0.00321, 0, 0};
    private static final double[] DELIVERY_HOURS = {1, 1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 11, 9, 7, 4, 2};
    private static final int FIRST_DELIVERY_HOUR = 8;
    private static final long YEAR_2020 = Moments.midnight(2020, 1, 1);

    private final long seed;
    private final long orders;
    private final boolean defects;
    private final Places places;
    private final Catalog catalog;
    private final Identifiers identifiers;
    private final OrderCalendar calendar;
    private final Customers customers;
    private final Basket basket;
    private final CsvWriter customerCsv;
    private final CsvWriter orderCsv;
    private final CsvWriter itemCsv;
    private final PaymentWriter payments;
    private final ReviewWriter reviews;
    private final @Nullable Path probabilityFile;
    private final @Nullable Writer probabilities;

    private final RareCases created;
    private final RareCases approved;
    private final RareCases undated;
    private final RareCases unapproved;
    private final RareCases uncarried;
    private final RareCases customerFirst;
    private final RareCases carrierFirst;
    private final RareCases farLimit;
    private final RareCases shippedEmpty;

    private final BitSet repeatCustomers = new BitSet();
    private final SortedMap<String, Long> byStatus = new TreeMap<>();
    private final long[] categoryCents;
    private long people;
    private long withItems;
    private long withSeveralSellers;
    private long repeatedItems;
    private long farLimits;
    private long carrierBeforeApproval;
    private long carrierBeforePurchase;
    private long priceCents;
    private long freightCents;
    private long withDate;
    private long withoutDate;
    private long lateByTimestamp;
    private long lateByDay;
    private long beforeCarrier;
    private long firstPurchase = Moments.NONE;
    private long lastPurchase = Moments.NONE;

    OrderWriter(
            Path folder,
            long seed,
            long orders,
            boolean defects,
            Places places,
            Catalog catalog,
            Identifiers identifiers,
            @Nullable Path probabilityFile)
            throws IOException {
        this.seed = seed;
        this.orders = orders;
        this.defects = defects;
        this.places = places;
        this.catalog = catalog;
        this.identifiers = identifiers;
        this.probabilityFile = probabilityFile;
        calendar = new OrderCalendar(seed, orders);
        customers = new Customers(seed, calendar, places);
        basket = new Basket(catalog);
        categoryCents = new long[catalog.categoryCount() + 1];
        created = rare(20, 5);
        approved = rare(21, 2);
        undated = rare(22, 5);
        unapproved = rare(23, 14);
        uncarried = rare(24, 2);
        customerFirst = rare(25, 23);
        carrierFirst = rare(26, 84);
        farLimit = rare(27, 4);
        shippedEmpty = rare(28, 3);
        customerCsv = CsvWriter.open(
                folder.resolve("olist_customers_dataset.csv"),
                "\n",
                "customer_id",
                "customer_unique_id",
                "customer_zip_code_prefix",
                "customer_city",
                "customer_state");
        orderCsv = CsvWriter.open(
                folder.resolve("olist_orders_dataset.csv"),
                "\n",
                "order_id",
                "customer_id",
                "order_status",
                "order_purchase_timestamp",
                "order_approved_at",
                "order_delivered_carrier_date",
                "order_delivered_customer_date",
                "order_estimated_delivery_date");
        itemCsv = CsvWriter.open(
                folder.resolve("olist_order_items_dataset.csv"),
                "\n",
                "order_id",
                "order_item_id",
                "product_id",
                "seller_id",
                "shipping_limit_date",
                "price",
                "freight_value");
        payments = new PaymentWriter(folder.resolve("olist_order_payments_dataset.csv"), seed, orders, defects);
        reviews =
                new ReviewWriter(folder.resolve("olist_order_reviews_dataset.csv"), seed, orders, defects, identifiers);
        if (probabilityFile == null) {
            probabilities = null;
        } else {
            probabilities = Files.newBufferedWriter(probabilityFile, StandardCharsets.UTF_8);
            probabilities.write("order_id,probability\n");
        }
    }

    private RareCases rare(int kind, int casesAtScaleOne) {
        return RareCases.among(seed, kind, orders, casesAtScaleOne / 86_617.0, defects);
    }

    void write() throws IOException {
        for (int day = 0; day < calendar.days(); day++) {
            long number = calendar.firstOrder(day);
            for (long purchasedAt : calendar.purchases(day)) {
                writeOrder(number, purchasedAt);
                number++;
            }
        }
    }

    private void writeOrder(long number, long purchasedAt) throws IOException {
        SampleRandom random = SampleRandom.of(seed, Stream.ORDER, number);
        String status = status(number, random);
        boolean delivered = status.equals("delivered");
        String orderId = identifiers.of(Stream.ORDER_ID, number);
        int home = writeCustomer(number);
        basket.fill(random);
        Method method = Method.draw(random);

        double logDays = Double.NEGATIVE_INFINITY;
        double farthest = 0;
        for (int item = 0; item < basket.size(); item++) {
            double kilometres = places.kilometres(catalog.sellerZip(basket.seller(item)), home);
            farthest = Math.max(farthest, kilometres);
            Route route = new Route(
                    kilometres,
                    catalog.weightGrams(basket.product(item)),
                    places.place(home).state(),
                    catalog.sellerSlowness(basket.seller(item)),
                    method == Method.BOLETO);
            logDays = Math.max(logDays, DeliveryModel.logDays(route, purchasedAt));
        }
        long promisedAt = DeliveryModel.promise(farthest, purchasedAt, random);
        double days = DeliveryModel.draw(logDays, random);
        Times times = times(number, status, purchasedAt, days, method, random);
        orderCsv.text(orderId)
                .text(identifiers.of(Stream.CUSTOMER_ID, number))
                .text(status)
                .moment(purchasedAt)
                .moment(times.approvedAt())
                .moment(times.carrierAt())
                .moment(times.deliveredAt())
                .moment(promisedAt)
                .endRow();

        long total = writeItems(number, orderId, status, purchasedAt, times.approvedAt(), home, random);
        OrderOutcome outcome = new OrderOutcome(
                number,
                orderId,
                status,
                purchasedAt,
                promisedAt,
                times.deliveredAt(),
                basket.size(),
                catalog.category(basket.product(0)),
                total);
        payments.write(outcome, method, random);
        reviews.write(outcome);
        count(outcome, times);
        Writer probabilityWriter = probabilities;
        if (probabilityWriter != null && delivered && times.deliveredAt() != Moments.NONE) {
            double probability = DeliveryModel.lateProbability(logDays, purchasedAt, promisedAt);
            probabilityWriter.write(orderId);
            probabilityWriter.write(String.format(Locale.ROOT, ",%.9f\n", probability));
        }
    }

    private String status(long number, SampleRandom random) {
        String drawn = STATUSES[random.weighted(STATUS_CHANCES)];
        if (undated.hit(number)
                || unapproved.hit(number)
                || uncarried.hit(number)
                || customerFirst.hit(number)
                || carrierFirst.hit(number)
                || farLimit.hit(number)
                || payments.planted(number)) {
            return "delivered";
        }
        if (created.hit(number)) {
            return "created";
        }
        if (approved.hit(number)) {
            return "approved";
        }
        return shippedEmpty.hit(number) ? "shipped" : drawn;
    }

    private int writeCustomer(long number) throws IOException {
        long person = customers.personOf(number);
        if (person == number) {
            people++;
        } else {
            repeatCustomers.set(Math.toIntExact(person));
        }
        int home = customers.zip(person, number);
        Place place = places.place(home);
        SampleRandom random = SampleRandom.of(~seed, Stream.CUSTOMER_ID, number);
        String city = place.plainName();
        if (defects && random.chance(0.0008)) {
            city = random.pick(
                    place.name(),
                    place.name().toUpperCase(Locale.ROOT),
                    place.name().toLowerCase(Locale.ROOT),
                    place.plainName() + " / " + place.state().toLowerCase(Locale.ROOT));
        }
        customerCsv
                .text(identifiers.of(Stream.CUSTOMER_ID, number))
                .text(identifiers.of(Stream.PERSON_ID, person))
                .text(places.prefix(home))
                .text(city)
                .text(place.state())
                .endRow();
        return home;
    }

    private record Times(long approvedAt, long carrierAt, long deliveredAt) {}

    /** The events of an order, each empty where the status or a defect leaves it out. */
    private Times times(long number, String status, long purchasedAt, double days, Method method, SampleRandom random) {
        long arrival = purchasedAt + (long) (days * Moments.DAY);
        // The hour is drawn anew within the day of arrival: lateness depends on the day alone, so it does not change.
        long deliveredAt = Moments.midnightOf(arrival)
                + (FIRST_DELIVERY_HOUR + random.weighted(DELIVERY_HOURS)) * Moments.HOUR
                + random.below((int) Moments.HOUR);
        double waiting = method == Method.BOLETO
                ? Moments.HOUR * random.logNormal(28, 0.55)
                : random.chance(0.82)
                        ? Moments.MINUTE * random.logNormal(17, 0.5)
                        : Moments.HOUR * random.logNormal(14, 0.8);
        long approvedAt = purchasedAt + (long) Math.min(waiting, 0.35 * (arrival - purchasedAt));
        double handling = Math.max(0.02, Math.min(0.8, random.logNormal(0.21, 0.6)));
        long carrierAt = approvedAt + (long) (handling * (arrival - approvedAt));
        carrierAt = Math.min(carrierAt, deliveredAt - 3 * Moments.HOUR);
        approvedAt = Math.max(purchasedAt, Math.min(approvedAt, carrierAt - Moments.HOUR));
        boolean paymentFailed = random.chance(0.14);
        boolean wasShipped = random.chance(0.15);
        boolean wasDelivered = random.chance(0.08);
        boolean lateApproval = random.chance(0.0075);
        switch (status) {
            case "delivered" -> {}
            case "shipped" -> deliveredAt = Moments.NONE;
            case "canceled" -> {
                approvedAt = paymentFailed ? Moments.NONE : approvedAt;
                carrierAt = wasShipped && !paymentFailed ? carrierAt : Moments.NONE;
                deliveredAt = carrierAt != Moments.NONE && wasDelivered ? deliveredAt : Moments.NONE;
            }
            case "created" -> {
                return new Times(Moments.NONE, Moments.NONE, Moments.NONE);
            }
            default -> {
                return new Times(approvedAt, Moments.NONE, Moments.NONE);
            }
        }
        if (!defects || !status.equals("delivered")) {
            return new Times(approvedAt, carrierAt, deliveredAt);
        }
        if (undated.hit(number)) {
            deliveredAt = Moments.NONE;
        } else if (customerFirst.hit(number)) {
            carrierAt = deliveredAt + (1 + random.below(60)) * Moments.HOUR;
        } else if (carrierFirst.hit(number)) {
            carrierAt = purchasedAt - (1 + random.below(90)) * Moments.HOUR;
        } else if (lateApproval) {
            approvedAt = carrierAt + (long) (Moments.HOUR * random.logNormal(12, 0.8));
        }
        return new Times(
                unapproved.hit(number) ? Moments.NONE : approvedAt,
                uncarried.hit(number) && !customerFirst.hit(number) && !carrierFirst.hit(number)
                        ? Moments.NONE
                        : carrierAt,
                deliveredAt);
    }

    /** Writes the items and gives what they cost together, in cents, whether they are written or not. */
    private long writeItems(
            long number,
            String orderId,
            String status,
            long purchasedAt,
            long approvedAt,
            int home,
            SampleRandom random)
            throws IOException {
        boolean empty = defects
                && switch (status) {
                    case "unavailable" -> random.chance(0.99);
                    case "canceled" -> random.chance(0.19);
                    case "created" -> true;
                    case "shipped" -> shippedEmpty.hit(number);
                    default -> false;
                };
        long from = approvedAt == Moments.NONE ? purchasedAt : approvedAt;
        long limit = from + (long) (Moments.DAY * (3.2 + random.logNormal(2.4, 0.7)));
        if (farLimit.hit(number)) {
            limit = Moments.midnight(2020, 2, 3) + random.below(86_400);
        }
        long total = 0;
        long previousFreight = 0;
        for (int item = 0; item < basket.size(); item++) {
            int product = basket.product(item);
            int seller = basket.seller(item);
            long price = catalog.priceCents(product, Moments.dayOf(purchasedAt));
            long freight = item > 0 && basket.repeated(item) && product == basket.product(item - 1)
                    ? previousFreight
                    : freight(seller, product, home, random);
            previousFreight = freight;
            total += price + freight;
            if (empty) {
                continue;
            }
            itemCsv.text(orderId)
                    .number(item + 1L)
                    .text(catalog.productId(product))
                    .text(catalog.sellerId(seller))
                    .moment(limit)
                    .cents(price)
                    .cents(freight)
                    .endRow();
            priceCents += price;
            freightCents += freight;
            categoryCents[catalog.categoryNumber(product)] += price;
            repeatedItems += basket.repeated(item) ? 1 : 0;
            farLimits += limit >= YEAR_2020 ? 1 : 0;
        }
        if (!empty) {
            withItems++;
            withSeveralSellers += basket.severalSellers() ? 1 : 0;
        }
        return total;
    }

    private long freight(int seller, int product, int home, SampleRandom random) {
        double kilometres = places.kilometres(catalog.sellerZip(seller), home);
        double kilograms = catalog.weightGrams(product) / 1000.0;
        double brl = 9.1 + 0.0085 * kilometres + kilograms * (1.4 + 0.0017 * kilometres);
        double drawn = random.logNormal(brl, 0.17);
        return random.chance(0.004) ? 0 : Math.round(100 * drawn);
    }

    private void count(OrderOutcome order, Times times) {
        byStatus.merge(order.status(), 1L, Long::sum);
        if (firstPurchase == Moments.NONE) {
            firstPurchase = order.purchasedAt();
        }
        lastPurchase = order.purchasedAt();
        if (times.carrierAt() != Moments.NONE) {
            carrierBeforePurchase += times.carrierAt() < order.purchasedAt() ? 1 : 0;
            carrierBeforeApproval +=
                    times.approvedAt() != Moments.NONE && times.carrierAt() < times.approvedAt() ? 1 : 0;
            beforeCarrier += order.deliveredAt() != Moments.NONE && order.deliveredAt() < times.carrierAt() ? 1 : 0;
        }
        if (!order.status().equals("delivered")) {
            return;
        }
        if (order.deliveredAt() == Moments.NONE) {
            withoutDate++;
            return;
        }
        withDate++;
        lateByTimestamp += order.late() ? 1 : 0;
        lateByDay += Moments.dayOf(order.deliveredAt()) > Moments.dayOf(order.promisedAt()) ? 1 : 0;
    }

    SampleTruth truth(
            SampleTruth.Products products, SampleTruth.Geolocation geolocation, long sellers, long translations) {
        SampleTruth.Orders orderFigures = new SampleTruth.Orders(
                orderCsv.rows(),
                itemCsv.rows(),
                Immutable.sorted(byStatus),
                withItems,
                orderCsv.rows() - withItems,
                withSeveralSellers,
                repeatedItems,
                farLimits,
                carrierBeforeApproval,
                carrierBeforePurchase,
                LocalDateTime.ofEpochSecond(firstPurchase, 0, ZoneOffset.UTC),
                LocalDateTime.ofEpochSecond(lastPurchase, 0, ZoneOffset.UTC));
        SortedMap<String, BigDecimal> byCategory = new TreeMap<>();
        for (int category = 0; category < categoryCents.length; category++) {
            if (categoryCents[category] > 0) {
                byCategory.put(catalog.reportingName(category), amount(categoryCents[category]));
            }
        }
        return new SampleTruth(
                orderFigures,
                new SampleTruth.Money(
                        amount(priceCents),
                        amount(freightCents),
                        amount(payments.cents()),
                        Immutable.sorted(byCategory)),
                new SampleTruth.Delivery(withDate, withoutDate, lateByTimestamp, lateByDay, beforeCarrier),
                reviews.truth(),
                payments.truth(),
                products,
                geolocation,
                people,
                repeatCustomers.cardinality(),
                sellers,
                translations,
                probabilityFile);
    }

    private static BigDecimal amount(long cents) {
        return BigDecimal.valueOf(cents, 2);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (@Nullable
        Closeable part : Arrays.asList(customerCsv, orderCsv, itemCsv, payments, reviews, probabilities)) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
