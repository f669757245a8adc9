/**
 * What keeps a process alive and what does not: jobs end, services with listeners stay.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.job;

import org.jspecify.annotations.NullMarked;
