package dev.lakehouse4j.ai.kpi;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.commerce.gold.DimCustomer;
import dev.lakehouse4j.medallion.commerce.gold.DimProduct;
import dev.lakehouse4j.medallion.commerce.gold.DimSeller;
import dev.lakehouse4j.medallion.commerce.gold.FactOrder;
import dev.lakehouse4j.medallion.commerce.gold.FactSale;
import dev.lakehouse4j.medallion.commerce.silver.Review;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Lakes whose truth is known: growth, repeat customers, lateness and what it costs are planted. */
public final class PlantedLake {

    /** The sentiment of a review, as in {@code gold.review_sentiment}. */
    public record ReviewSentiment(
            @Key String reviewId,
            @Key String orderId,
            String label,
            double score,
            double probability,
            String modelVersion) {}

    /** A prediction, as in {@code gold.delivery_predictions}. */
    public record Prediction(
            @Key String orderId, double probability, boolean predictedLate, String split, String modelVersion) {}

    /** A segment, as in {@code gold.segment_profile}. */
    public record Segment(
            @Key String view,
            @Key String name,
            long customers,
            double shareOfCustomers,
            BigDecimal revenue,
            double shareOfRevenue,
            double meanRecencyDays,
            double meanFrequency,
            double meanMonetary) {}

    public static final TableRef<Gold, ReviewSentiment> SENTIMENT =
            TableRef.gold("review_sentiment", ReviewSentiment.class);
    static final TableRef<Gold, Prediction> PREDICTIONS = TableRef.gold("delivery_predictions", Prediction.class);
    static final TableRef<Gold, Segment> SEGMENTS = TableRef.gold("segment_profile", Segment.class);

    private static final List<String> STATES = List.of("SP", "RJ", "MG", "BA", "AL");
    private static final List<String> CATEGORIES = List.of("toys", "health_beauty", "watches_gifts", "auto");
    private static final double[] STATE_SHARES = {0.45, 0.2, 0.15, 0.12, 0.08};

    private final Random random = new Random(4);
    private YearMonth first = YearMonth.of(2017, 1);
    private int months = 18;
    private double firstOrders = 80;
    private double growth = 0.06;
    private double priceGrowth;
    private double repeatShare = 0.03;
    private double lateCost = 1.8;
    private double lateRate = 0.08;
    private double lateFactorOfAlagoas = 3;
    private double deliveryComplaints = 0.75;
    private boolean models = true;

    /** Revenue by orders, hardly any repeat customers, late deliveries cost 1.8 stars. */
    public static PlantedLake usual() {
        return new PlantedLake();
    }

    public PlantedLake months(YearMonth newFirst, int count) {
        first = newFirst;
        months = count;
        return this;
    }

    public PlantedLake orders(double inFirstMonth, double growthPerMonth) {
        firstOrders = inFirstMonth;
        growth = growthPerMonth;
        return this;
    }

    public PlantedLake priceGrowth(double perMonth) {
        priceGrowth = perMonth;
        return this;
    }

    public PlantedLake repeatShare(double share) {
        repeatShare = share;
        return this;
    }

    public PlantedLake lateness(double rate, double starsLost) {
        lateRate = rate;
        lateCost = starsLost;
        return this;
    }

    public PlantedLake sameInAllStates() {
        lateFactorOfAlagoas = 1;
        return this;
    }

    public PlantedLake deliveryComplaints(double share) {
        deliveryComplaints = share;
        return this;
    }

    public PlantedLake withoutModels() {
        models = false;
        return this;
    }

    public static Lakehouse open(Path folder) {
        return Lakehouse.open(
                folder,
                LakehouseSettings.defaults()
                        .withEngine(EngineSettings.defaults().withThreads(2).withMemoryLimitBytes(1L << 28)));
    }

    /** Writes the tables. */
    public Lakehouse write(Path folder) {
        List<FactOrder> orders = new ArrayList<>();
        List<FactSale> sales = new ArrayList<>();
        List<Review> reviews = new ArrayList<>();
        List<ReviewSentiment> sentiments = new ArrayList<>();
        List<Prediction> predictions = new ArrayList<>();
        Map<Long, List<LocalDateTime>> purchases = new TreeMap<>();
        Map<Long, String> states = new TreeMap<>();
        for (int month = 0; month < months; month++) {
            YearMonth at = first.plusMonths(month);
            int count = (int) Math.round(firstOrders * Math.pow(1 + growth, month));
            for (int i = 0; i < count; i++) {
                int minute = (int) ((i + 0.5) / count * at.lengthOfMonth() * 24 * 60);
                LocalDateTime purchased = at.atDay(1).atStartOfDay().plusMinutes(minute);
                boolean repeats = random.nextDouble() < repeatShare && !states.isEmpty();
                long customer = repeats ? 1 + random.nextInt(states.size()) : states.size() + 1;
                String state = states.computeIfAbsent(customer, any -> state());
                purchases.computeIfAbsent(customer, any -> new ArrayList<>()).add(purchased);
                String id = String.format("order%06d", orders.size());
                addOrder(id, customer, state, purchased, month, orders, sales, reviews, sentiments, predictions);
            }
        }
        Lakehouse lake = open(folder);
        lake.table(InGold.FACT_ORDERS).overwrite(orders);
        lake.table(InGold.FACT_SALES).overwrite(sales);
        lake.table(InSilver.REVIEWS).overwrite(reviews);
        lake.table(InGold.DIM_CUSTOMERS)
                .overwrite(states.entrySet().stream()
                        .map(entry -> customer(
                                entry.getKey(), entry.getValue(), purchases.getOrDefault(entry.getKey(), List.of())))
                        .toList());
        List<DimProduct> products = new ArrayList<>();
        for (int i = 0; i < CATEGORIES.size(); i++) {
            products.add(new DimProduct(i + 1, "p" + i, CATEGORIES.get(i), 1, 1, 1, 1, 1, CATEGORIES.get(i), 1, 1));
        }
        lake.table(InGold.DIM_PRODUCTS).overwrite(products);
        List<DimSeller> sellers = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            sellers.add(new DimSeller(i, "seller" + i, null, null, "SP", null, null));
        }
        lake.table(InGold.DIM_SELLERS).overwrite(sellers);
        if (models) {
            lake.table(SENTIMENT).overwrite(sentiments);
            lake.table(PREDICTIONS).overwrite(predictions);
            lake.table(SEGMENTS)
                    .overwrite(List.of(
                            segment("potential loyalists", 500, 0.15, 0.3, 70),
                            segment("at risk", 200, 0.08, 0.15, 280),
                            segment("hibernating", 700, 0.2, 0.2, 350)));
        }
        return lake;
    }

    private static Segment segment(String name, long customers, double share, double revenue, double days) {
        return new Segment("rfm", name, customers, share, new BigDecimal("1000.00"), revenue, days, 1, 250);
    }

    private static DimCustomer customer(long key, String state, List<LocalDateTime> purchases) {
        return new DimCustomer(
                key,
                "person" + key,
                null,
                null,
                state,
                null,
                null,
                purchases.get(0),
                purchases.get(purchases.size() - 1),
                purchases.size());
    }

    private String state() {
        double draw = random.nextDouble();
        for (int i = 0; i < STATES.size(); i++) {
            draw -= STATE_SHARES[i];
            if (draw < 0) {
                return STATES.get(i);
            }
        }
        return STATES.get(0);
    }

    private void addOrder(
            String id,
            long customer,
            String state,
            LocalDateTime purchased,
            int month,
            List<FactOrder> orders,
            List<FactSale> sales,
            List<Review> reviews,
            List<ReviewSentiment> sentiments,
            List<Prediction> predictions) {
        LocalDate promised = purchased.toLocalDate().plusDays(20);
        boolean late = random.nextDouble() < lateRate * (state.equals("AL") ? lateFactorOfAlagoas : 1);
        boolean delivered = random.nextDouble() < 0.985;
        LocalDateTime arrived = delivered ? promised.plusDays(late ? 3 : -8).atTime(10, 0) : null;
        int items = random.nextDouble() < 0.12 ? 2 : 1;
        int category = Math.min(CATEGORIES.size() - 1, (int) (Math.pow(random.nextDouble(), 1.5) * CATEGORIES.size()));
        BigDecimal price = new BigDecimal((80 + 60 * random.nextDouble()) * Math.pow(1 + priceGrowth, month))
                .setScale(2, RoundingMode.HALF_UP);
        long seller = 1 + (long) (Math.pow(random.nextDouble(), 3) * 40);
        int dateKey = purchased.getYear() * 10_000 + purchased.getMonthValue() * 100 + purchased.getDayOfMonth();
        for (int item = 1; item <= items; item++) {
            sales.add(new FactSale(id, item, customer, category + 1, seller, dateKey, price, new BigDecimal("15.00")));
        }
        double stars = 4.3 - (late && delivered ? lateCost : 0) - (delivered ? 0 : 2.5) + random.nextGaussian();
        int score = (int) Math.max(1, Math.min(5, Math.round(stars)));
        orders.add(new FactOrder(
                id,
                customer,
                dateKey,
                delivered ? "delivered" : "shipped",
                purchased,
                purchased.plusHours(1),
                purchased.plusDays(2),
                arrived,
                promised.atStartOfDay(),
                items,
                1,
                price.multiply(BigDecimal.valueOf(items)),
                new BigDecimal("15.00").multiply(BigDecimal.valueOf(items)),
                price.multiply(BigDecimal.valueOf(items)).add(new BigDecimal("15.00")),
                "credit_card",
                1,
                delivered ? (late ? 23 : 12) : null,
                delivered ? (late ? 3 : -8) : null,
                delivered ? late : null,
                delivered ? late : null,
                score));
        String text = score <= 2
                ? random.nextDouble() < deliveryComplaints
                        ? "não recebi, muito atraso na entrega"
                        : "produto veio com defeito"
                : "muito bom";
        reviews.add(new Review("review" + id, id, score, null, text, purchased.plusDays(30), purchased.plusDays(31)));
        double mood = (score - 3) / 2.0;
        String label = mood > 0.2 ? "positive" : mood < -0.2 ? "negative" : "neutral";
        sentiments.add(new ReviewSentiment("review" + id, id, label, mood, 0.9, "planted"));
        double risk = Math.min(0.99, Math.max(0.01, (late ? 0.3 : 0.1) + 0.08 * random.nextGaussian()));
        String split = !delivered ? "open" : month >= months - 3 ? "test" : "train";
        predictions.add(new Prediction(id, risk, risk > 0.25, split, "planted"));
    }
}
