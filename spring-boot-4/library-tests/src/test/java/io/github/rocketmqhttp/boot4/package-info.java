/**
 * What only an application on Spring Boot 4 can have.
 */
@NullMarked
package io.github.rocketmqhttp.boot4;

import org.jspecify.annotations.NullMarked;
