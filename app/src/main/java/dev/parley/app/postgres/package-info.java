/// The PostgreSQL that comes with Parley.
@NullMarked
package dev.parley.app.postgres;

import org.jspecify.annotations.NullMarked;
