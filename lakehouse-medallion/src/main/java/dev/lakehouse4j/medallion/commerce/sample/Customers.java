package dev.lakehouse4j.medallion.commerce.sample;

/**
 * Who placed an order. A person is known by the number of the first order; a repeat order points to an earlier one, found
 * again by drawing and not by remembering, so that memory does not grow with the persons.
 */
final class Customers {

    private static final double REPEAT_CHANCE = 0.0375;
    private static final double SAME_DAY_CHANCE = 0.29;
    private static final double MOVED_CHANCE = 0.08;
    private static final double FAITHFUL_CHANCE = 0.1;
    private static final long FAITHFUL_SEARCH = 100;
    private static final double GAP_MEDIAN_DAYS = 80;
    private static final double GAP_SIGMA = 1.25;

    private final long seed;
    private final OrderCalendar calendar;
    private final Places places;

    Customers(long seed, OrderCalendar calendar, Places places) {
        this.seed = seed;
        this.calendar = calendar;
        this.places = places;
    }

    /** The person behind an order: the number of that person's first order. */
    long personOf(long order) {
        long person = order;
        while (true) {
            long earlier = earlierOrder(person);
            if (earlier < 0) {
                return person;
            }
            person = earlier;
        }
    }

    /** The zip that a person gives with an order; a few have moved since their first order. */
    int zip(long person, long order) {
        boolean moved =
                person != order && SampleRandom.of(~seed, Stream.HOME, order).chance(MOVED_CHANCE);
        return places.drawCustomerZip(SampleRandom.of(seed, Stream.HOME, moved ? order : person));
    }

    /** The nearest order before {@code order} that is itself a repeat, so that some persons come back often. */
    private long repeatNear(long order) {
        for (long near = order; near > 0 && near > order - FAITHFUL_SEARCH; near--) {
            if (SampleRandom.of(seed, Stream.PERSON, near).chance(REPEAT_CHANCE)) {
                return near;
            }
        }
        return order;
    }

    private long earlierOrder(long order) {
        SampleRandom random = SampleRandom.of(seed, Stream.PERSON, order);
        if (order == 0 || !random.chance(REPEAT_CHANCE)) {
            return -1;
        }
        int day = calendar.dayOf(order);
        if (random.chance(SAME_DAY_CHANCE)) {
            long first = calendar.firstOrder(day);
            int before = (int) Math.min(order - first, Integer.MAX_VALUE);
            return before == 0 ? -1 : order - 1 - random.below((before + 1) / 2);
        }
        int earlierDay = day - 1 - (int) random.logNormal(GAP_MEDIAN_DAYS, GAP_SIGMA);
        if (earlierDay < 0) {
            return -1;
        }
        long first = calendar.firstOrder(earlierDay);
        int count = (int) (calendar.firstOrder(earlierDay + 1) - first);
        if (count == 0) {
            return -1;
        }
        long earlier = first + random.below(count);
        return random.chance(FAITHFUL_CHANCE) ? repeatNear(earlier) : earlier;
    }
}
