-- Rasa keeps its conversations apart from the catalogue.
CREATE DATABASE conversations OWNER welfare;
