package dev.lakehouse4j.medallion.export;

/**
 * Something that an export does not carry over as it is.
 *
 * @param subject a table by its full name, or what else it is about
 * @param what what is not there or not the same
 * @param remedy what to do about it
 */
public record ExportGap(String subject, String what, String remedy) {}
