package dev.lakehouse4j.medallion.commerce.sample;

/** The kinds of things that draw from a random stream of their own; the numbers are part of what a seed means. */
enum Stream {
    ORDER(1),
    ORDER_ID(2),
    CUSTOMER_ID(3),
    PERSON_ID(4),
    PERSON(5),
    HOME(6),
    PRODUCT(7),
    PRODUCT_ID(8),
    SELLER(9),
    SELLER_ID(10),
    REVIEW(11),
    REVIEW_ID(12),
    ZIP(13),
    TOWN(14),
    GEOLOCATION(15),
    DAY(16),
    RARE(17);

    private final int number;

    Stream(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
