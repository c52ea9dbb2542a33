/** The audit of a lake: who did what, when, on which object and version, allowed or refused. */
@NullMarked
package dev.lakehouse4j.core.audit;

import org.jspecify.annotations.NullMarked;
