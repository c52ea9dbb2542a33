package dev.lakehouse4j.medallion.commerce.sample;

import dev.lakehouse4j.medallion.commerce.sample.Places.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Writes the cloud of points around the centre of each zip prefix, prefix by prefix. */
final class GeolocationWriter {

    private static final double ROWS_AT_SCALE_ONE = 1_000_000;
    private static final double MOST_ROWS_TO_MEDIAN = 42;
    private static final double DUPLICATE_SHARE = 0.262;
    private static final double DEGREE_UNITS = 1e8;
    private static final double SOUTH = -33.9;
    private static final double NORTH = 5.4;
    private static final double WEST = -74.1;
    private static final double EAST = -32.3;

    /** Places abroad that a geocoder confused with towns of the same name: latitude and longitude in degrees. */
    private static final double[][] ABROAD = {
        {38.72, -9.14},
        {41.15, -8.62},
        {42.24, -8.72},
        {-34.60, -58.38},
        {-36.62, -64.29},
        {25.99, -98.08},
        {45.07, 9.34}
    };

    private record Point(long latitude, long longitude) {}

    private final long seed;
    private final Places places;
    private final boolean defects;
    private final double rowsWanted;

    GeolocationWriter(long seed, double scale, boolean defects, Places places) {
        this.seed = seed;
        this.places = places;
        this.defects = defects;
        // A reference table: beyond scale 1 it grows slower than the orders.
        this.rowsWanted = ROWS_AT_SCALE_ONE * (scale <= 1 ? scale : StrictMath.sqrt(scale));
    }

    SampleTruth.Geolocation write(Path file) throws IOException {
        double[] size = new double[places.count()];
        double total = 0;
        int visible = 0;
        for (int zip = 0; zip < size.length; zip++) {
            size[zip] = Math.min(
                    MOST_ROWS_TO_MEDIAN, SampleRandom.of(seed, Stream.ZIP, zip).logNormal(1, 1.2));
            if (!places.hidden(zip)) {
                total += size[zip];
                visible++;
            }
        }
        RareCases strayPoint = RareCases.among(seed, 1, visible, 26 / 19_000.0, defects);
        RareCases onlyStrayPoint = RareCases.among(seed, 2, visible, 5 / 19_000.0, defects);
        RareCases secondState = RareCases.among(seed, 3, visible, 8 / 19_000.0, defects);
        RareCases manyNames = RareCases.among(seed, 4, visible, 250 / 19_000.0, defects);
        Count count = new Count();
        try (CsvWriter csv = CsvWriter.open(
                file,
                "\n",
                "geolocation_zip_code_prefix",
                "geolocation_lat",
                "geolocation_lng",
                "geolocation_city",
                "geolocation_state")) {
            int ordinal = 0;
            for (int zip = 0; zip < size.length; zip++) {
                if (places.hidden(zip)) {
                    continue;
                }
                SampleRandom random = SampleRandom.of(seed, Stream.GEOLOCATION, zip);
                int rows = (int) Math.max(1, Math.round(rowsWanted * size[zip] / total));
                if (onlyStrayPoint.hit(ordinal)) {
                    Row stray = row(zip, stray(random), random, false);
                    count.add(csv, stray, true);
                } else {
                    writeCloud(csv, count, zip, rows, random, manyNames.hit(ordinal));
                    if (strayPoint.hit(ordinal)) {
                        count.add(csv, row(zip, stray(random), random, false), true);
                    }
                    if (secondState.hit(ordinal)) {
                        Row own = row(zip, cloudPoint(zip, 0.004, random), random, false);
                        String other = own.state().equals("SP") ? "MG" : "SP";
                        count.add(csv, new Row(own.prefix(), own.point(), own.city(), other), true);
                    }
                }
                ordinal++;
            }
            return new SampleTruth.Geolocation(
                    csv.rows(), csv.rows() - count.distinct, count.outside, visible, count.insideBox);
        }
    }

    private void writeCloud(CsvWriter csv, Count count, int zip, int rows, SampleRandom random, boolean manyNames)
            throws IOException {
        double sigma = Math.min(0.06, random.logNormal(0.0045, 0.8));
        int distinctRows = defects ? (int) Math.max(1, Math.round(rows * (1 - DUPLICATE_SHARE))) : rows;
        Set<Point> seen = new HashSet<>(2 * distinctRows);
        Row[] own = new Row[distinctRows];
        boolean inside = false;
        for (int index = 0; index < distinctRows; index++) {
            Point point = cloudPoint(zip, sigma, random);
            while (!seen.add(point)) {
                point = cloudPoint(zip, sigma, random);
            }
            own[index] = row(zip, point, random, manyNames);
            inside |= count.add(csv, own[index], true);
        }
        for (int index = distinctRows; index < rows; index++) {
            count.add(csv, own[random.below(distinctRows)], false);
        }
        if (inside) {
            count.insideBox++;
        }
    }

    private record Row(String prefix, Point point, String city, String state) {}

    private Row row(int zip, Point point, SampleRandom random, boolean manyNames) {
        Place place = places.place(zip);
        return new Row(places.prefix(zip), point, spelling(place, random, manyNames), place.state());
    }

    private String spelling(Place place, SampleRandom random, boolean manyNames) {
        double draw = random.uniform();
        if (!defects) {
            return place.plainName();
        }
        if (manyNames && draw < 0.3) {
            return draw < 0.1
                    ? place.plainName() + " " + place.state().toLowerCase(Locale.ROOT)
                    : "vila " + place.plainName();
        }
        if (draw > 0.9995) {
            return place.name().toUpperCase(Locale.ROOT);
        }
        if (draw > 0.999) {
            return place.plainName() + " / " + place.state().toLowerCase(Locale.ROOT);
        }
        if (draw > 0.998) {
            return place.name();
        }
        return draw > 0.87 ? place.name().toLowerCase(Locale.ROOT) : place.plainName();
    }

    private Point cloudPoint(int zip, double sigma, SampleRandom random) {
        return point(
                places.latitude(zip) + sigma * random.gaussian(), places.longitude(zip) + sigma * random.gaussian());
    }

    private static Point stray(SampleRandom random) {
        double[] centre = ABROAD[random.below(ABROAD.length)];
        return point(centre[0] + random.between(0, 0.02), centre[1] + random.between(0, 0.02));
    }

    private static Point point(double latitude, double longitude) {
        return new Point(Math.round(latitude * DEGREE_UNITS), Math.round(longitude * DEGREE_UNITS));
    }

    private static final class Count {
        private long distinct;
        private long outside;
        private long insideBox;

        /** Writes and counts a row; whether its point lies inside Brazil's box. */
        private boolean add(CsvWriter csv, Row row, boolean isNew) throws IOException {
            csv.text(row.prefix())
                    .coordinate(row.point().latitude())
                    .coordinate(row.point().longitude())
                    .text(row.city())
                    .text(row.state())
                    .endRow();
            double latitude = row.point().latitude() / DEGREE_UNITS;
            double longitude = row.point().longitude() / DEGREE_UNITS;
            boolean inside = latitude >= SOUTH && latitude <= NORTH && longitude >= WEST && longitude <= EAST;
            if (isNew) {
                distinct++;
            }
            if (!inside) {
                outside++;
            }
            return inside;
        }
    }
}
