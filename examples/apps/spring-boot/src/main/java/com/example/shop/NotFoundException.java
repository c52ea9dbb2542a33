package com.example.shop;

class NotFoundException extends RuntimeException {

    NotFoundException(String message) {
        super(message);
    }
}
