/**
 * How long applications of tests take to start.
 */
@NullMarked
package io.github.rocketmqhttp.test.start;

import org.jspecify.annotations.NullMarked;
