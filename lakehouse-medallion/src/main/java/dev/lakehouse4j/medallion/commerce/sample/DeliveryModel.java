package dev.lakehouse4j.medallion.commerce.sample;

import java.time.LocalDate;

/**
 * How long a delivery takes, and what the shop promises. Days from purchase to delivery are log-normal around a formula of
 * distance, weight, season, state and seller, with a small share of parcels that go astray; so the true probability of
 * being late is known.
 */
final class DeliveryModel {

    private static final double SIGMA = 0.42;
    private static final double ASTRAY_CHANCE = 0.014;
    private static final double ASTRAY_SHIFT = 0.95;
    private static final double SHORTEST_DAYS = 1.2;
    private static final double LONGEST_DAYS = 205;

    /** Shift of the logarithm of the days by month of purchase, from September 2016. */
    private static final double[] SEASON = {
        0.9, 0.15, 0, 0, 0.05, 0.02, -0.02, 0.14, -0.04, -0.02, -0.06, -0.06, 0, 0, 0.25, 0.21, 0.08, 0.34, 0.33, -0.05,
        -0.06, -0.24
    };

    /** Days that the shop adds to its promise by month of purchase, from September 2016. */
    private static final double[] CAUTION = {
        10, 26, 0, 4, 14, 7, 0, 2, 0, 0, 0, 0, 0, 0, -0.8, 4, 3, 1.2, -1.6, 0, -1.5, 4
    };

    private static final LocalDate STRIKE_FROM = LocalDate.of(2018, 5, 12);
    private static final LocalDate STRIKE_TO = LocalDate.of(2018, 5, 29);
    private static final double STRIKE_SHIFT = 0.18;

    private DeliveryModel() {}

    /** What a parcel of an order meets on its way. */
    record Route(double kilometres, int grams, String customerState, double sellerSlowness, boolean slowPayment) {}

    /** Logarithm of the median days from purchase to delivery. */
    static double logDays(Route route, long purchasedAt) {
        LocalDate date = LocalDate.ofEpochDay(Moments.dayOf(purchasedAt));
        double strike = date.isBefore(STRIKE_FROM) || date.isAfter(STRIKE_TO) ? 0 : STRIKE_SHIFT;
        return logTypicalDays(route.kilometres())
                + stateShift(route.customerState())
                + route.sellerSlowness()
                + (route.slowPayment() ? 0.1 : 0)
                + 0.02 * StrictMath.log(route.grams() / 500.0)
                + SEASON[month(date)]
                + strike;
    }

    /** The promised day as a midnight: a formula of the distance that knows neither the seller nor the season. */
    static long promise(double kilometres, long purchasedAt, SampleRandom random) {
        LocalDate date = LocalDate.ofEpochDay(Moments.dayOf(purchasedAt));
        double typical = StrictMath.exp(logTypicalDays(kilometres));
        double days = 9.9 + 1.43 * typical + CAUTION[month(date)] + 3 * random.gaussian();
        long wholeDays = (long) Math.max(4, Math.ceil(days));
        return Moments.midnightOf(purchasedAt) + wholeDays * Moments.DAY;
    }

    /** Days from purchase to delivery. */
    static double draw(double logDays, SampleRandom random) {
        double shift = random.chance(ASTRAY_CHANCE) ? ASTRAY_SHIFT : 0;
        double days = StrictMath.exp(logDays + shift + SIGMA * random.gaussian());
        return Math.max(SHORTEST_DAYS, Math.min(LONGEST_DAYS, days));
    }

    /** The true probability that a delivery comes after the promise, given all that the formula knows. */
    static double lateProbability(double logDays, long purchasedAt, long promisedAt) {
        double allowed = StrictMath.log((double) (promisedAt - purchasedAt) / Moments.DAY);
        double usual = normal((logDays - allowed) / SIGMA);
        double astray = normal((logDays + ASTRAY_SHIFT - allowed) / SIGMA);
        return (1 - ASTRAY_CHANCE) * usual + ASTRAY_CHANCE * astray;
    }

    private static double logTypicalDays(double kilometres) {
        return 1.4 + 0.27 * StrictMath.log(1 + kilometres / 20);
    }

    private static double stateShift(String state) {
        return switch (state) {
            case "SP" -> -0.06;
            case "RJ", "BA", "CE" -> 0.13;
            case "AL", "MA", "SE" -> 0.24;
            case "PA", "AM", "RR", "AP" -> 0.2;
            default -> 0;
        };
    }

    private static int month(LocalDate date) {
        return (date.getYear() - 2016) * 12 + date.getMonthValue() - 9;
    }

    /** The standard normal distribution function (West 2005, after Hart 1968). */
    static double normal(double value) {
        double size = Math.abs(value);
        if (size > 37) {
            return value > 0 ? 1 : 0;
        }
        double bell = StrictMath.exp(-size * size / 2);
        double tail;
        if (size < 7.07106781186547) {
            double above = 3.52624965998911e-2 * size + 0.700383064443688;
            above = above * size + 6.37396220353165;
            above = above * size + 33.912866078383;
            above = above * size + 112.079291497871;
            above = above * size + 221.213596169931;
            above = above * size + 220.206867912376;
            double below = 8.83883476483184e-2 * size + 1.75566716318264;
            below = below * size + 16.064177579207;
            below = below * size + 86.7807322029461;
            below = below * size + 296.564248779674;
            below = below * size + 637.333633378831;
            below = below * size + 793.826512519948;
            below = below * size + 440.413735824752;
            tail = bell * above / below;
        } else {
            double fraction = size + 0.65;
            for (int step = 4; step >= 1; step--) {
                fraction = size + step / fraction;
            }
            tail = bell / fraction / 2.506628274631;
        }
        return value > 0 ? 1 - tail : tail;
    }
}
