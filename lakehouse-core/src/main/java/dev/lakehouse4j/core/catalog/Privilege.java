package dev.lakehouse4j.core.catalog;

/**
 * What a principal may do with an object of the catalog. A privilege on a catalog or schema holds for everything in it.
 *
 * <p>To reach a table, view, function or model, a principal also needs {@link #USE} on its schema, granted there or on the
 * catalog.
 */
public enum Privilege {
    /** See that a catalog or schema exists and reach the objects in it, as far as other privileges allow. */
    USE,
    /** Read the rows of a table or view. */
    SELECT,
    /** Add, change and delete rows of a table. */
    MODIFY,
    /** Create tables, views, functions and models in a schema, and schemas in a catalog. */
    CREATE,
    /** Call a function, apply a model. */
    EXECUTE,
    /** Everything: also change tags, masks and grants, and drop the object. */
    MANAGE,
    /** See columns without their masks. It is granted by who holds it there, or who manages the catalog. */
    UNMASK
}
