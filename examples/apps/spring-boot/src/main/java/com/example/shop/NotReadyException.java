package com.example.shop;

/** The first refresh has not ended yet. */
class NotReadyException extends RuntimeException {}
