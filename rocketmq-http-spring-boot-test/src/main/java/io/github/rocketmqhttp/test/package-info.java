/**
 * Tests of applications with a broker of their own, whose time is the test's.
 */
@NullMarked
package io.github.rocketmqhttp.test;

import org.jspecify.annotations.NullMarked;
