package io.github.rocketmqhttp.test.shop;

import org.springframework.stereotype.Component;

/**
 * A part of the application that has nothing to do with messages.
 */
@Component
public class Unrelated {

}
