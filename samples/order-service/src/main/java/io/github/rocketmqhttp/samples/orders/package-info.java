/**
 * Takes orders over HTTP, stores each one and announces it, both or neither.
 */
@NullMarked
package io.github.rocketmqhttp.samples.orders;

import org.jspecify.annotations.NullMarked;
