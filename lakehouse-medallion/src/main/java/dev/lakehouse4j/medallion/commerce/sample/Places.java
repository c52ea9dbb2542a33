package dev.lakehouse4j.medallion.commerce.sample;

import dev.lakehouse4j.medallion.commerce.sample.Gazetteer.City;
import dev.lakehouse4j.medallion.commerce.sample.Gazetteer.State;
import java.util.ArrayList;
import java.util.List;

/**
 * The zip prefixes of the sample: where each lies, which place it belongs to, and how many customers and sellers live in
 * it. Prefixes ascend.
 */
final class Places {

    private static final double EARTH_RADIUS_KM = 6_371.0088;
    private static final double SHARE_OF_CITY_PREFIXES = 0.62;
    private static final double SHARE_OF_CITY_CUSTOMERS = 0.68;
    private static final double HIDDEN_SHARE = 0.0083;
    private static final double HIDDEN_WEIGHT = 0.33;

    /** One city or town: its name as spoken, the same in plain lower case, and its state. */
    record Place(String name, String plainName, String state) {}

    private record Block(
            Place place, double latitude, double longitude, double spread, int prefixes, double customers) {}

    private final List<Place> place = new ArrayList<>();
    private final List<Double> latitude = new ArrayList<>();
    private final List<Double> longitude = new ArrayList<>();
    private final List<Integer> prefix = new ArrayList<>();
    private final List<Boolean> hidden = new ArrayList<>();
    private final List<Double> customerWeight = new ArrayList<>();
    private final List<Double> sellerWeight = new ArrayList<>();
    private final List<Integer> hiddenIndexes = new ArrayList<>();
    private final AliasTable customers;
    private final AliasTable sellers;

    Places(long seed, double scale, boolean defects) {
        // Brazil has a limited number of prefixes: beyond scale 1 they grow slowly.
        double growth = scale <= 1 ? scale : StrictMath.sqrt(StrictMath.sqrt(scale));
        List<City> cities = Gazetteer.cities();
        int number = 0;
        for (State state : Gazetteer.states()) {
            SampleRandom random = SampleRandom.of(seed, Stream.TOWN, number);
            addState(state, blocks(state, cities, growth, random), random, defects);
            number++;
        }
        customers = new AliasTable(toArray(customerWeight));
        sellers = new AliasTable(toArray(sellerWeight));
    }

    int count() {
        return prefix.size();
    }

    String prefix(int zip) {
        String digits = Integer.toString(prefix.get(zip));
        return digits.length() < 5 ? "0" + digits : digits;
    }

    Place place(int zip) {
        return place.get(zip);
    }

    double latitude(int zip) {
        return latitude.get(zip);
    }

    double longitude(int zip) {
        return longitude.get(zip);
    }

    /** Whether the geolocation file lacks this prefix. */
    boolean hidden(int zip) {
        return hidden.get(zip);
    }

    int drawCustomerZip(SampleRandom random) {
        return customers.draw(random);
    }

    int drawSellerZip(SampleRandom random) {
        return sellers.draw(random);
    }

    /** A prefix that the geolocation file lacks. */
    int drawHiddenZip(SampleRandom random) {
        return hiddenIndexes.isEmpty() ? drawSellerZip(random) : hiddenIndexes.get(random.below(hiddenIndexes.size()));
    }

    /** Great-circle distance between two prefixes in kilometres. */
    double kilometres(int from, int to) {
        double fromLatitude = StrictMath.toRadians(latitude(from));
        double toLatitude = StrictMath.toRadians(latitude(to));
        double sinLatitude = StrictMath.sin((toLatitude - fromLatitude) / 2);
        double sinLongitude = StrictMath.sin(StrictMath.toRadians(longitude(to) - longitude(from)) / 2);
        double half = sinLatitude * sinLatitude
                + StrictMath.cos(fromLatitude) * StrictMath.cos(toLatitude) * sinLongitude * sinLongitude;
        return 2 * EARTH_RADIUS_KM * StrictMath.asin(StrictMath.sqrt(Math.min(1, half)));
    }

    private static List<Block> blocks(State state, List<City> cities, double growth, SampleRandom random) {
        int capacity = capacity(state);
        int prefixes = (int) Math.min(capacity * 0.8, Math.max(2.0, Math.rint(state.prefixes() * growth)));
        List<City> own = new ArrayList<>();
        double inhabitants = 0;
        for (City city : cities) {
            if (city.state().equals(state.code())) {
                own.add(city);
                inhabitants += city.inhabitants();
            }
        }
        List<Block> blocks = new ArrayList<>();
        int cityPrefixes = 0;
        for (City city : own) {
            double share = city.inhabitants() / inhabitants;
            int count = (int) Math.max(1, Math.round(prefixes * SHARE_OF_CITY_PREFIXES * share));
            cityPrefixes += count;
            blocks.add(new Block(
                    new Place(city.name(), Gazetteer.plain(city.name()), state.code()),
                    city.latitude(),
                    city.longitude(),
                    Math.min(0.09, 0.012 + 0.0025 * StrictMath.sqrt(count)),
                    count,
                    SHARE_OF_CITY_CUSTOMERS * share));
        }
        int left = Math.max(1, prefixes - cityPrefixes);
        int towns = (int) Math.max(1, Math.min(left / 1.5, state.towns() * Math.min(1, growth)));
        double[] size = new double[towns];
        double total = 0;
        for (int town = 0; town < towns; town++) {
            size[town] = random.logNormal(1, 0.9);
            total += size[town];
        }
        for (int town = 0; town < towns; town++) {
            String name = Gazetteer.townName(random);
            int count = left / towns + (town < left % towns ? 1 : 0);
            Block block = new Block(
                    new Place(name, Gazetteer.plain(name), state.code()),
                    random.between(state.south(), state.north()),
                    random.between(state.west(), state.east()),
                    0.02,
                    count,
                    (1 - SHARE_OF_CITY_CUSTOMERS) * size[town] / total);
            // Towns lie among the larger cities in the postal order; the capital comes first.
            blocks.add(1 + random.below(blocks.size()), block);
        }
        return blocks;
    }

    private void addState(State state, List<Block> blocks, SampleRandom random, boolean defects) {
        int count = 0;
        for (Block block : blocks) {
            count += block.prefixes();
        }
        int capacity = capacity(state);
        int number = 0;
        for (Block block : blocks) {
            double[] size = new double[block.prefixes()];
            double total = 0;
            for (int index = 0; index < size.length; index++) {
                size[index] = random.logNormal(1, 0.8);
                total += size[index];
            }
            for (double one : size) {
                int low = (int) ((long) number * capacity / count);
                int position = low + random.below(Math.max(1, capacity / count));
                boolean isHidden = defects && random.chance(HIDDEN_SHARE);
                double weight = state.customers() * block.customers() * one / total * (isHidden ? HIDDEN_WEIGHT : 1);
                if (isHidden) {
                    hiddenIndexes.add(prefix.size());
                }
                prefix.add(Math.min(postalNumber(state, position), 99_999));
                place.add(block.place());
                latitude.add(clamp(block.latitude() + block.spread() * random.gaussian(), -33.2, 4.9));
                longitude.add(clamp(block.longitude() + block.spread() * random.gaussian(), -73.6, -34.5));
                hidden.add(isHidden);
                customerWeight.add(weight);
                sellerWeight.add(isHidden ? 0 : weight * state.sellers() / state.customers());
                number++;
            }
        }
        if (defects && hiddenIndexes.isEmpty()) {
            int last = prefix.size() - 1;
            hidden.set(last, true);
            hiddenIndexes.add(last);
        }
    }

    /** How many prefixes the state's postal ranges hold. */
    private static int capacity(State state) {
        int capacity = 0;
        for (int pair = 0; pair < state.postalRanges().size(); pair += 2) {
            capacity +=
                    state.postalRanges().get(pair + 1) - state.postalRanges().get(pair) + 1;
        }
        return capacity;
    }

    private static int postalNumber(State state, int position) {
        int left = position;
        for (int pair = 0; pair < state.postalRanges().size(); pair += 2) {
            int length =
                    state.postalRanges().get(pair + 1) - state.postalRanges().get(pair) + 1;
            if (left < length) {
                return state.postalRanges().get(pair) + left;
            }
            left -= length;
        }
        throw new IllegalArgumentException("Cannot place prefix " + position + " in " + state.code());
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
