package dev.lakehouse4j.core.engine;

import java.sql.SQLException;
import java.sql.Statement;

/** Tables of a session beside what queries can name: what the log says of files, for the engine to join with their rows. */
interface SideTables {

    /** A statement of the session. */
    Statement statement();

    /**
     * Makes a table.
     *
     * @param query SELECT statement with its columns and rows
     * @return its full name
     */
    String create(String query) throws SQLException;

    /**
     * Makes a table of numbers.
     *
     * @return where to put them; its columns are {@code id} and {@code row_number}
     */
    Numbers numbers() throws SQLException;

    /** Takes pairs of numbers. */
    interface Numbers {

        void add(long id, long[] rows) throws SQLException;

        /** The full name of the table, after all pairs were added. */
        String finish() throws SQLException;
    }
}
