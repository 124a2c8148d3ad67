/// Something to look at without a phone.
@NullMarked
package dev.parley.app.demo;

import org.jspecify.annotations.NullMarked;
