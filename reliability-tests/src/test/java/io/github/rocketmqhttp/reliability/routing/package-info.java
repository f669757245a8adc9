/**
 * Applications whose transactions run in one of several databases, set up as their
 * libraries say.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.routing;

import org.jspecify.annotations.NullMarked;
