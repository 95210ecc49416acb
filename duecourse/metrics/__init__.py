"""What a program that watches over many machines asks for: numbers, without a word about anybody."""
