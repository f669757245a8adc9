/**
 * A shop, to be tested.
 */
@NullMarked
package io.github.rocketmqhttp.test.shop;

import org.jspecify.annotations.NullMarked;
