/// Tests of the schema, and the PostgreSQL that all modules test on.
@NullMarked
package dev.parley.database;

import org.jspecify.annotations.NullMarked;
