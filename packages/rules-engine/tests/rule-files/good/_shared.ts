throw new Error('names that start with an underscore are not loaded');
