package dev.lakehouse4j.medallion.commerce.sample;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes how an order was paid: mostly one card or one boleto, at times split over a card and vouchers. */
final class PaymentWriter implements Closeable {

    /** How the buyer pays. */
    enum Method {
        CREDIT_CARD("credit_card"),
        BOLETO("boleto"),
        VOUCHER("voucher"),
        DEBIT_CARD("debit_card"),
        CARD_AND_VOUCHER("credit_card");

        private final String text;

        Method(String text) {
            this.text = text;
        }

        static Method draw(SampleRandom random) {
            return values()[random.weighted(0.7484, 0.2011, 0.0161, 0.0116, 0.0232)];
        }
    }

    private static final int MOST_PARTS = 26;

    /** Chances of 1 to 10 instalments for a small and for a large amount, the last for more. */
    private static final double[] SMALL_INSTALLMENTS = {44, 17, 13.5, 8, 5, 3.6, 1.5, 3, 0.5, 3.8, 0.1};

    private static final double[] LARGE_INSTALLMENTS = {20, 13, 12.5, 10, 8.5, 7, 3, 8.5, 1.3, 15, 0.9};
    private static final int[] MANY_INSTALLMENTS = {12, 12, 12, 15, 15, 18, 24, 20, 11, 14, 13, 17, 16, 21};
    private static final long LARGE_CENTS = 12_000;

    private final CsvWriter csv;
    private final RareCases unpaid;
    private final RareCases zeroValue;
    private final RareCases zeroInstallments;
    private final boolean defects;
    private final SortedMap<String, Long> rowsByType = new TreeMap<>();
    private long cents;
    private long ordersWithout;
    private long zeroValueRows;
    private long zeroInstallmentRows;

    PaymentWriter(Path file, long seed, long orders, boolean defects) throws IOException {
        this.defects = defects;
        unpaid = RareCases.among(seed, 30, orders, 1 / 86_617.0, defects);
        zeroValue = RareCases.among(seed, 31, orders, 6 / 86_617.0, defects);
        zeroInstallments = RareCases.among(seed, 32, orders, 2 / 86_617.0, defects);
        csv = CsvWriter.open(
                file, "\n", "order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value");
    }

    /** Whether a planted defect needs this order to be a usual one. */
    boolean planted(long order) {
        return unpaid.hit(order) || zeroValue.hit(order) || zeroInstallments.hit(order);
    }

    void write(OrderOutcome order, Method wanted, SampleRandom random) throws IOException {
        if (unpaid.hit(order.number())) {
            ordersWithout++;
            return;
        }
        long total = order.totalCents();
        if (defects && random.chance(0.004)) {
            total += Math.max(1, total / 50);
        }
        if (zeroInstallments.hit(order.number()) && total > 200) {
            long first = total / 3;
            row(order, 1, Method.CREDIT_CARD, installments(first, random), first);
            row(order, 2, Method.CREDIT_CARD, 0, total - first);
            return;
        }
        boolean plantZero = zeroValue.hit(order.number());
        Method method = plantZero ? Method.CARD_AND_VOUCHER : wanted;
        int parts = (int) Math.min(parts(method, random), Math.max(1, total / 100));
        int sequence = 1;
        long left = total;
        for (int part = parts; part >= 1; part--) {
            // Leaves at least a cent for each part that follows.
            long most = left - part + 1;
            long value = part == 1 ? left : Math.max(1, Math.min(most, (long) (left * random.between(0.25, 0.85))));
            left -= value;
            Method one = method;
            if (method == Method.CARD_AND_VOUCHER) {
                one = sequence == 1 ? Method.CREDIT_CARD : Method.VOUCHER;
            }
            row(order, sequence, one, one == Method.CREDIT_CARD ? installments(value, random) : 1, value);
            sequence++;
        }
        if (plantZero) {
            row(order, sequence, Method.VOUCHER, 1, 0);
        }
    }

    private void row(OrderOutcome order, int sequence, Method method, int installments, long value) throws IOException {
        csv.text(order.id())
                .number(sequence)
                .text(method.text)
                .number(installments)
                .cents(value)
                .endRow();
        rowsByType.merge(method.text, 1L, Long::sum);
        cents += value;
        zeroValueRows += value == 0 ? 1 : 0;
        zeroInstallmentRows += installments == 0 ? 1 : 0;
    }

    private static int parts(Method method, SampleRandom random) {
        return switch (method) {
            case BOLETO -> 1;
            case DEBIT_CARD -> random.chance(0.003) ? 2 : 1;
            case CREDIT_CARD -> random.chance(0.0038) ? 2 : 1;
            case VOUCHER -> 1 + (random.chance(0.3) ? tail(random, 0.55) : 0);
            case CARD_AND_VOUCHER -> 2 + (random.chance(0.17) ? tail(random, 0.5) : 0);
        };
    }

    /** One and more, with a long tail. */
    private static int tail(SampleRandom random, double goOn) {
        int count = 1;
        while (count < MOST_PARTS - 2 && random.chance(goOn)) {
            count++;
        }
        return count;
    }

    private static int installments(long cents, SampleRandom random) {
        int index = random.weighted(cents < LARGE_CENTS ? SMALL_INSTALLMENTS : LARGE_INSTALLMENTS);
        return index < 10 ? index + 1 : MANY_INSTALLMENTS[random.below(MANY_INSTALLMENTS.length)];
    }

    long cents() {
        return cents;
    }

    SampleTruth.Payments truth() {
        return new SampleTruth.Payments(
                csv.rows(), Immutable.sorted(rowsByType), ordersWithout, zeroValueRows, zeroInstallmentRows);
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
