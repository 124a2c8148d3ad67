/// The tables that bridge and inbox share, and the way to the database that holds them.
@NullMarked
package dev.parley.database;

import org.jspecify.annotations.NullMarked;
