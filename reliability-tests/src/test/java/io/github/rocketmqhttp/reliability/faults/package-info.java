/**
 * Makes the network and the database connections fail, by seeded plans that can be
 * replayed.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.faults;

import org.jspecify.annotations.NullMarked;
