/**
 * What an application does while its broker is away.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.away;

import org.jspecify.annotations.NullMarked;
