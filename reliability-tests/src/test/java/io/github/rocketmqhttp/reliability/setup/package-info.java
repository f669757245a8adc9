/**
 * Set-ups of transaction managers, calls and synchronizations, generated rather than
 * listed: what is delivered is what stands in the database.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.setup;

import org.jspecify.annotations.NullMarked;
