package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;

/** The tables that the segmentation makes. */
public final class RfmTables {

    /** See {@link CustomerSegment}. */
    public static final TableRef<Gold, CustomerSegment> CUSTOMER_SEGMENTS =
            TableRef.gold("customer_segments", CustomerSegment.class);

    /** See {@link SegmentProfile}. */
    public static final TableRef<Gold, SegmentProfile> SEGMENT_PROFILE =
            TableRef.gold("segment_profile", SegmentProfile.class);

    private RfmTables() {}
}
